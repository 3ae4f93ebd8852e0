package dev.sluice.ops.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.fleet.Submission;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.pipeline.Stages.Stage;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How good the sample's scene is, by what is known of its photos. */
public final class SplatsVerdict {
    /** The mean distance of cameras from where they were, in metres: one percent of their ring. */
    private static final double CENTRES = 0.05;

    /** On photos held out, in dB. */
    private static final double PSNR = 24;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final S3Client s3;
    private final String bucket;
    private final Path folder;

    /**
     * @param bucket of results
     * @param folder for the scene and what else is worth looking at
     */
    public SplatsVerdict(S3Client s3, String bucket, Path folder) {
        this.s3 = s3;
        this.bucket = bucket;
        this.folder = folder;
    }

    /**
     * @param good whether all is within its limit
     * @param lines for people
     */
    public record Verdict(boolean good, List<String> lines) {
        public Verdict {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Looks at what a completed job left.
     *
     * @param compressor what reads a SOG back
     */
    public Verdict on(Submission job, Optional<Path> compressor) throws InterruptedException {
        try {
            Map<String, Path> files = fetch(job);
            List<String> lines = new ArrayList<>();
            boolean poses = poses(files, lines);
            boolean seen = heldOut(files, lines);
            boolean read = scene(files, compressor, lines);
            lines.add("Scene, and a photo held out beside what is seen from there: " + folder);
            return new Verdict(poses && seen && read, lines);
        } catch (IOException | SdkException e) {
            return new Verdict(false, List.of("what the stages left cannot be had: " + e));
        }
    }

    /** By name; names differ between stages but for {@code result.json}, where the last counts. */
    private Map<String, Path> fetch(Submission job) throws IOException {
        Map<String, Path> files = new HashMap<>();
        Files.createDirectories(folder);
        for (Stage stage : job.pipeline().stages().all()) {
            String prefix = stage.folder().render(job.variables()) + "/";
            for (S3Object object :
                    s3.listObjectsV2(list -> list.bucket(bucket).prefix(prefix)).contents()) {
                String name = object.key().substring(prefix.length());
                if (!name.contains("/") && !name.startsWith("_")) {
                    Path file = folder.resolve(name);
                    Files.write(
                            file,
                            s3.getObjectAsBytes(get -> get.bucket(bucket).key(object.key()))
                                    .asByteArrayUnsafe());
                    files.put(name, file);
                }
            }
        }
        return files;
    }

    private static boolean poses(Map<String, Path> files, List<String> lines) throws IOException {
        Map<String, double[]> truth = truth();
        List<double[]> found = new ArrayList<>();
        List<double[]> were = new ArrayList<>();
        for (String line : Files.readAllLines(file(files, "images.txt"))) {
            String[] words = line.split(" ", -1);
            double[] centre = words.length == 10 ? truth.get(words[9]) : null;
            if (centre != null) {
                found.add(centre(words));
                were.add(centre);
            }
        }
        double mean = Arrays.stream(Alignment.errors(found, were)).average().orElse(Double.NaN);
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Cameras:     %d of %d placed, %.1f cm from where they were on average"
                                + " (limit %.0f cm)",
                        found.size(),
                        truth.size(),
                        100 * mean,
                        100 * CENTRES));
        return found.size() == truth.size() && mean < CENTRES;
    }

    private static Map<String, double[]> truth() throws IOException {
        Map<String, double[]> centres = new HashMap<>();
        for (JsonNode photo : JSON.readTree(Samples.splatsTruth().bytes()).path("photos")) {
            JsonNode centre = photo.path("centre");
            centres.put(
                    photo.path("name").asText(),
                    new double[] {
                        centre.path(0).asDouble(),
                        centre.path(1).asDouble(),
                        centre.path(2).asDouble()
                    });
        }
        return centres;
    }

    /** Of a line of COLMAP's: number, w, x, y, z of the turn, x, y, z of the shift, … */
    private static double[] centre(String[] words) {
        double w = Double.parseDouble(words[1]);
        double x = Double.parseDouble(words[2]);
        double y = Double.parseDouble(words[3]);
        double z = Double.parseDouble(words[4]);
        double a = Double.parseDouble(words[5]);
        double b = Double.parseDouble(words[6]);
        double c = Double.parseDouble(words[7]);
        return new double[] { // the shift turned back, and reversed
            -((1 - 2 * (y * y + z * z)) * a + 2 * (x * y + z * w) * b + 2 * (x * z - y * w) * c),
            -(2 * (x * y - z * w) * a + (1 - 2 * (x * x + z * z)) * b + 2 * (y * z + x * w) * c),
            -(2 * (x * z + y * w) * a + 2 * (y * z - x * w) * b + (1 - 2 * (x * x + y * y)) * c)
        };
    }

    private static boolean heldOut(Map<String, Path> files, List<String> lines) throws IOException {
        JsonNode result = JSON.readTree(file(files, "result.json").toFile());
        double psnr = result.path("psnr").asDouble();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Held out:    %.1f dB on photos that were not learned from (at least %.0f)",
                        psnr,
                        PSNR));
        if (result.has("uncompressed")) {
            lines.add("             " + result.get("uncompressed").asText());
        }
        return psnr >= PSNR;
    }

    private boolean scene(Map<String, Path> files, Optional<Path> compressor, List<String> lines)
            throws IOException, InterruptedException {
        Path sog = files.get("scene.sog");
        Optional<Long> splats;
        if (sog == null) {
            splats = PlyHeader.vertices(file(files, "scene.ply"));
        } else if (compressor.isPresent()) {
            splats =
                    SplatsTools.readBack(
                            compressor.get(), sog, folder.resolve("splat-transform.log"));
        } else {
            splats = Optional.empty();
        }
        Path scene = sog == null ? file(files, "scene.ply") : sog;
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Scene:       %s, %,d bytes, %s",
                        scene.getFileName(),
                        Files.size(scene),
                        splats.map("read back: %,d splats"::formatted)
                                .orElse("which cannot be read back")));
        return splats.filter(number -> number > 0).isPresent();
    }

    private static Path file(Map<String, Path> files, String name) throws IOException {
        Path file = files.get(name);
        if (file == null) {
            throw new IOException("there is no " + name);
        }
        return file;
    }
}
