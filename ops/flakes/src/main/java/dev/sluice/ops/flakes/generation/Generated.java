package dev.sluice.ops.flakes.generation;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.local.wafer.Series;
import dev.sluice.ops.local.wafer.WaferPicture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * A folder of generated pictures, and {@code annotations.json} with the truth in the format of
 * COCO: categories are numbers of layers.
 */
public final class Generated {
    /** The file with the truth. */
    public static final String TRUTH = "annotations.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final ObjectNode root = JSON.createObjectNode();
    private final ArrayNode images = root.putArray("images");
    private final ArrayNode annotations = root.putArray("annotations");
    private final TreeSet<Integer> layers = new TreeSet<>();

    /**
     * @param folder is made if it is not there
     */
    public Generated(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Makes and writes so many pictures of a series. */
    public void add(Series series, int pictures) throws IOException {
        for (int number = 0; number < pictures; number++) {
            write(series, number);
        }
    }

    private void write(Series of, int number) throws IOException {
        WaferPicture picture = WaferPicture.of(of, number);
        String material = of.microscope().film().crystal().label();
        String name =
                "%s-%s-%d-%d.jpg".formatted(material, of.difficulty().label(), of.seed(), number);
        Files.write(folder.resolve(name), picture.jpeg());
        ObjectNode image = images.addObject();
        image.put("id", images.size());
        image.put("file_name", name);
        image.put("width", of.width());
        image.put("height", of.height());
        image.put("material", material);
        image.put("difficulty", of.difficulty().label());
        image.put("oxide_nm", of.microscope().film().oxideNm());
        image.put("gamma", of.microscope().gamma());
        image.put("seed", of.seed());
        for (WaferPicture.Flake flake : picture.flakes()) {
            add(flake, images.size());
        }
    }

    private void add(WaferPicture.Flake flake, int image) {
        layers.add(flake.layers());
        ObjectNode annotation = annotations.addObject();
        annotation.put("id", annotations.size());
        annotation.put("image_id", image);
        annotation.put("category_id", flake.layers());
        annotation.put("iscrowd", 0);
        annotation.put("area", flake.area());
        double left = Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double right = 0;
        double bottom = 0;
        ArrayNode rings = annotation.putArray("segmentation");
        for (double[] ring : flake.rings()) {
            ArrayNode corners = rings.addArray();
            for (int i = 0; i < ring.length; i += 2) {
                corners.add(Math.round(ring[i] * 100) / 100.0);
                corners.add(Math.round(ring[i + 1] * 100) / 100.0);
                left = Math.min(left, ring[i]);
                top = Math.min(top, ring[i + 1]);
                right = Math.max(right, ring[i]);
                bottom = Math.max(bottom, ring[i + 1]);
            }
        }
        annotation
                .putArray("bbox")
                .add(Math.round(left))
                .add(Math.round(top))
                .add(Math.round(right - left))
                .add(Math.round(bottom - top));
    }

    /** Writes the truth about all pictures added. */
    public void close() throws IOException {
        ArrayNode categories = root.putArray("categories");
        for (int each : layers) {
            categories.addObject().put("id", each).put("name", Integer.toString(each));
        }
        JSON.writeValue(folder.resolve(TRUTH).toFile(), root);
    }

    /** How many pictures there are. */
    public int pictures() {
        return images.size();
    }

    /** How many flakes are in them. */
    public int flakes() {
        return annotations.size();
    }
}
