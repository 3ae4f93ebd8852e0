package dev.sluice.ops.local.wafer;

import dev.sluice.ops.local.samples.PictureBytes;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A generated microscope picture of flakes, hard to search, with the truth about what is on it.
 * Colours follow from thin-film interference. The same series and number give the same picture.
 *
 * @param jpeg the picture as a file
 * @param flakes each part of one thickness for itself; thick pieces are no flakes
 */
@SuppressWarnings("ArrayRecordComponent") // a file, never compared
public record WaferPicture(byte[] jpeg, List<Flake> flakes) {
    /** Px; smaller parts are no flakes. */
    private static final int LEAST_AREA = 300;

    private static final float FINE = 0.95f;

    /**
     * A flake.
     *
     * @param layers its thickness
     * @param rings its outlines: x and y of each corner by turns, px
     * @param area pixels
     */
    public record Flake(int layers, List<double[]> rings, int area) {
        public Flake {
            rings = List.copyOf(rings);
        }
    }

    public WaferPicture {
        flakes = List.copyOf(flakes);
    }

    /**
     * @param number of the picture within the series
     */
    public static WaferPicture of(Series series, int number) {
        SplittableRandom random =
                new SplittableRandom(
                        1_000_003 * series.seed()
                                + 101 * Series.numberOf(series.microscope().film().crystal())
                                + 11_003L
                                        * List.of(Difficulty.values()).indexOf(series.difficulty())
                                + number);
        // A source of its own for each, so that one does not change the others.
        SplittableRandom forPieces = random.split();
        SplittableRandom forDirt = random.split();
        SplittableRandom forLens = random.split();
        Microscope microscope = series.microscope();
        int width = series.width();
        int height = series.height();
        Pieces pieces =
                new Pieces(
                        forPieces,
                        series.difficulty(),
                        new Rectangle(width, height),
                        microscope.thinnest());
        pieces.scatter();
        int[] numbers = painted(pieces, width, height);
        boolean dirty = series.difficulty().has(Difficulty.DIRTY);
        Dirt dirt = Dirt.scatter(forDirt, width, height, dirty);
        Lens lens = Lens.vary(forLens, series.difficulty());
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] samples = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
        for (int channel = 0; channel < 3; channel++) {
            float[] scene = scene(pieces, numbers, microscope, channel);
            dirt.cover(scene, width, channel);
            byte[] plane =
                    lens.take(
                            scene,
                            width,
                            microscope.levels().get(channel),
                            microscope.gamma(),
                            forLens);
            for (int i = 0; i < plane.length; i++) {
                samples[3 * i + channel] = plane[i];
            }
        }
        float coarse = (float) forLens.nextDouble(0.35, 0.55);
        boolean blocks = series.difficulty().has(Difficulty.JPEG_BLOCKS);
        return new WaferPicture(
                PictureBytes.jpeg(picture, blocks ? coarse : FINE, false), flakes(pieces, numbers));
    }

    /** Of each pixel the number of its piece, counted from 1; 0 where the wafer is bare. */
    private static int[] painted(Pieces pieces, int width, int height) {
        BufferedImage map = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = map.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        int number = 0;
        for (List<Piece> each : List.of(pieces.flakes, pieces.others)) {
            for (Piece piece : each) {
                graphics.setColor(new Color(++number));
                graphics.fill(piece.shape());
            }
        }
        graphics.dispose();
        int[] numbers = ((DataBufferInt) map.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] &= 0xffffff;
        }
        return numbers;
    }

    private static float[] scene(Pieces pieces, int[] numbers, Microscope microscope, int channel) {
        List<Piece> all = new ArrayList<>(pieces.flakes);
        all.addAll(pieces.others);
        int most = all.stream().mapToInt(Piece::layers).max().orElse(0);
        float[] brightness = microscope.brightness(channel, most);
        float[] scene = new float[numbers.length];
        for (int i = 0; i < scene.length; i++) {
            scene[i] = brightness[numbers[i] == 0 ? 0 : all.get(numbers[i] - 1).layers()];
        }
        return scene;
    }

    private static List<Flake> flakes(Pieces pieces, int[] numbers) {
        int[] areas = new int[1 + pieces.flakes.size() + pieces.others.size()];
        for (int number : numbers) {
            areas[number]++;
        }
        List<Flake> flakes = new ArrayList<>();
        for (int i = 0; i < pieces.flakes.size(); i++) {
            if (areas[i + 1] >= LEAST_AREA) {
                Piece piece = pieces.flakes.get(i);
                flakes.add(new Flake(piece.layers(), piece.rings(), areas[i + 1]));
            }
        }
        return flakes;
    }
}
