package dev.sluice.ops.local.samples;

import dev.sluice.ops.local.optics.Band;
import dev.sluice.ops.local.optics.Crystal;
import dev.sluice.ops.local.optics.ThinFilm;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A generated microscope picture of graphene flakes on an oxidised wafer, with the truth about what
 * is on it. Colours follow from thin-film interference ({@link ThinFilm}); exposure, white balance,
 * slight vignetting, blur, sensor noise and residue vary with the seed. The same arguments give the
 * same picture.
 *
 * @param picture 8-bit BGR; treat it as read-only
 * @param flakes in the order asked for; they neither touch each other nor the picture's edge
 */
public record Micrograph(BufferedImage picture, List<Flake> flakes) {
    private static final int MOST_LAYERS = 127;

    private static final ThinFilm WAFER = new ThinFilm(Crystal.GRAPHENE, 90);

    /** Channels in the order in which {@code TYPE_3BYTE_BGR} stores them. */
    private static final List<Band> BGR = Band.BGR;

    /** Copies the list. */
    public Micrograph {
        flakes = List.copyOf(flakes);
    }

    /**
     * One flake on the picture.
     *
     * @param layers its thickness, 1 to 127; more than 4 is thicker than any class of the flakes
     *     pipeline knows
     * @param pixels what it covers, as y·width + x; at least 1,200
     */
    public record Flake(int layers, BitSet pixels) {
        /** Copies the set. */
        public Flake {
            pixels = (BitSet) pixels.clone();
        }

        @Override
        public BitSet pixels() {
            return (BitSet) pixels.clone();
        }

        /** How many pixels it covers. */
        public int area() {
            return pixels.cardinality();
        }
    }

    /**
     * A picture with some residue.
     *
     * @param width at least 120 px, and so the height
     * @param layers one number per flake, 1 to 127; none gives the bare wafer
     * @throws IllegalArgumentException if the flakes do not fit into the picture or a number is out
     *     of range
     */
    public static Micrograph generate(long seed, int width, int height, int... layers) {
        return generate(new SplittableRandom(seed), width, height, true, layers);
    }

    /** As {@link #generate}, and with the same flakes, but without specks and scratches. */
    public static Micrograph generateClean(long seed, int width, int height, int... layers) {
        return generate(new SplittableRandom(seed), width, height, false, layers);
    }

    private static Micrograph generate(
            SplittableRandom random, int width, int height, boolean withResidue, int... layers) {
        if (width < 120 || height < 120) {
            throw new IllegalArgumentException("At least 120×120 px, not " + width + "×" + height);
        }
        // A source of its own for each, so that leaving one out changes none of the others.
        SplittableRandom forOutlines = random.split();
        SplittableRandom forResidue = random.split();
        SplittableRandom forCamera = random.split();
        List<Flake> flakes = new ArrayList<>();
        List<FlakeOutline> outlines =
                FlakeOutline.scatter(forOutlines, width, height, layers.length);
        for (int i = 0; i < layers.length; i++) {
            if (layers[i] < 1 || layers[i] > MOST_LAYERS) {
                throw new IllegalArgumentException(
                        "1 to " + MOST_LAYERS + " layers, not " + layers[i]);
            }
            flakes.add(new Flake(layers[i], outlines.get(i).pixels(width)));
        }
        Residue residue = withResidue ? Residue.scatter(forResidue, width, height) : Residue.NONE;
        return new Micrograph(photograph(forCamera, width, height, flakes, residue), flakes);
    }

    private static BufferedImage photograph(
            SplittableRandom random, int width, int height, List<Flake> flakes, Residue residue) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] samples = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        Exposure[] exposures = Exposure.vary(random, BGR.size());
        float[] scene = new float[width * height];
        for (int channel = 0;
                channel < BGR.size();
                channel++) { // one by one: a third of the memory
            Arrays.fill(scene, 1f);
            for (Flake flake : flakes) {
                float brightness = (float) (1 + WAFER.contrast(BGR.get(channel), flake.layers));
                flake.pixels.stream().forEach(i -> scene[i] = brightness);
            }
            residue.cover(scene, width);
            byte[] plane = exposures[channel].take(scene, width, random);
            for (int i = 0; i < plane.length; i++) {
                samples[i * BGR.size() + channel] = plane[i];
            }
        }
        return picture;
    }

    /**
     * The truth by pixel: how many layers cover it, by rows; 0 is the bare wafer, residue or not.
     */
    public byte[] layerMap() {
        byte[] map = new byte[picture.getWidth() * picture.getHeight()];
        for (Flake flake : flakes) {
            flake.pixels.stream().forEach(i -> map[i] = (byte) flake.layers);
        }
        return map;
    }

    /** The picture as a PNG, exact. */
    public byte[] png() {
        return PictureBytes.encode(picture, "png");
    }

    /** The picture as a JPEG of quality 0.95. */
    public byte[] jpeg() {
        return PictureBytes.jpeg(picture, 0.95f, false);
    }
}
