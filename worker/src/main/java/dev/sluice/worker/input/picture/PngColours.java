package dev.sluice.worker.input.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What the chunks of a PNG say of its colours, the first that does, in this order: cICP, iCCP,
 * sRGB, gAMA and cHRM (PNG, third edition, 12.1), as browsers go by them. Brightness beyond white
 * (PQ, HLG) is ignored. A gAMA of 1/2.2 is what programs write for sRGB's curve, and means that.
 */
final class PngColours {
    static final int CICP = 0x63494350;
    static final int ICCP = 0x69434350;
    static final int SRGB = 0x73524742;
    static final int GAMA = 0x67414D41;
    static final int CHRM = 0x6348524D;

    private static final Set<Integer> TYPES = Set.of(CICP, ICCP, SRGB, GAMA, CHRM);
    private static final int IDAT = 0x49444154;

    private static final double UNIT = 100_000;
    private static final int USUAL_GAMMA = 45_455;
    private static final int NEAR = 500;

    /** By ITU-T H.273's number: BT.709, the older television's two, BT.2020, Display P3. */
    private static final Map<Byte, double[]> PRIMARIES =
            Map.of(
                    (byte) 1, MatrixProfile.SRGB,
                    (byte) 5, new double[] {.3127, .3290, .64, .33, .29, .60, .15, .06},
                    (byte) 6, new double[] {.3127, .3290, .63, .34, .31, .595, .155, .07},
                    (byte) 9, new double[] {.3127, .3290, .708, .292, .170, .797, .131, .046},
                    (byte) 12, new double[] {.3127, .3290, .680, .320, .265, .690, .150, .060});

    private static final double[] TELEVISION = {1 / .45, 1 / 1.099, .099 / 1.099, 1 / 4.5, .081};

    private static final Map<Byte, double[]> CURVES =
            Map.of(
                    (byte) 1, TELEVISION,
                    (byte) 4, new double[] {2.2},
                    (byte) 6, TELEVISION,
                    (byte) 8, new double[] {1},
                    (byte) 13, MatrixProfile.SRGB_CURVE,
                    (byte) 14, TELEVISION,
                    (byte) 15, TELEVISION);

    private PngColours() {}

    /**
     * The content of those chunks before the pixels that say something of colours, the first of
     * each type. A file may have millions of others.
     *
     * @throws IndexOutOfBoundsException if a chunk is longer than the file, or none has pixels
     */
    static Map<Integer, ByteBuffer> chunks(byte[] file) {
        ByteBuffer big = ByteBuffer.wrap(file);
        Map<Integer, ByteBuffer> chunks = new HashMap<>();
        for (int at = 8; big.getInt(at + 4) != IDAT; at += 12 + big.getInt(at)) {
            ByteBuffer content = big.slice(at + 8, big.getInt(at)); // no length below 0 passes
            if (TYPES.contains(big.getInt(at + 4))) {
                chunks.putIfAbsent(big.getInt(at + 4), content);
            }
        }
        return chunks;
    }

    /**
     * @param chunks as {@link #chunks} gives them
     * @return an ICC profile; empty if the colours are sRGB's, or nothing is said
     * @throws DataFormatException if a profile cannot be unpacked
     */
    static Optional<byte[]> profile(Map<Integer, ByteBuffer> chunks) throws DataFormatException {
        ByteBuffer none = ByteBuffer.allocate(0);
        Optional<byte[]> coded = coded(chunks.getOrDefault(CICP, none));
        if (coded.isPresent()) {
            return coded;
        }
        if (chunks.containsKey(ICCP)) {
            return Optional.of(unpacked(chunks.getOrDefault(ICCP, none)));
        }
        boolean says = chunks.containsKey(GAMA) || chunks.containsKey(CHRM);
        return chunks.containsKey(SRGB) || !says
                ? Optional.empty()
                : measured(chunks.getOrDefault(GAMA, none), chunks.getOrDefault(CHRM, none));
    }

    /** Of RGB in its full range, with known numbers. */
    private static Optional<byte[]> coded(ByteBuffer chunk) {
        if (chunk.remaining() != 4 || chunk.get(2) != 0 || chunk.get(3) != 1) {
            return Optional.empty();
        }
        double[] xy = PRIMARIES.get(chunk.get(0));
        double[] curve = CURVES.get(chunk.get(1));
        return xy == null || curve == null ? Optional.empty() : MatrixProfile.of(xy, curve);
    }

    private static Optional<byte[]> measured(ByteBuffer gamma, ByteBuffer chromaticities) {
        double[] curve = MatrixProfile.SRGB_CURVE;
        if (gamma.remaining() == 4 && Math.abs(gamma.getInt(0) - USUAL_GAMMA) > NEAR) {
            curve = new double[] {UNIT / gamma.getInt(0)};
        }
        double[] xy = MatrixProfile.SRGB.clone();
        if (chromaticities.remaining() == 4 * xy.length) {
            for (int i = 0; i < xy.length; i++) {
                xy[i] = chromaticities.getInt(4 * i) / UNIT;
            }
        }
        boolean seen = curve[0] > .1 && curve[0] < 10;
        return seen ? MatrixProfile.of(xy, curve) : Optional.empty();
    }

    private static byte[] unpacked(ByteBuffer chunk) throws DataFormatException {
        while (chunk.get() != 0) {} // its name
        chunk.get(); // the method, of which there is one
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(chunk);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] some = new byte[8192];
            for (int got = 1; got > 0 && all.size() <= EmbeddedProfile.LARGEST; ) {
                got = inflater.inflate(some);
                all.write(some, 0, got);
            }
            if (!inflater.finished() || all.size() > EmbeddedProfile.LARGEST) {
                throw new DataFormatException("too large, or cut off");
            }
            return all.toByteArray();
        }
    }
}
