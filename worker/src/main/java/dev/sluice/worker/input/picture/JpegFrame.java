package dev.sluice.worker.input.picture;

import java.util.Arrays;

/**
 * The frame of a JPEG: its size and components, and what its scans have brought of them so far (ITU
 * T.81, B.2.2 and B.2.3).
 */
final class JpegFrame {
    private static final int LAST_COEFFICIENT = 63;

    private final int code;
    private final int height;
    private final int width;
    private final int[] ids;
    private final int[] across; // sampling factors
    private final int[] down;

    /** For each component by its place, the coefficients of which bits are still to come. */
    private final long[] open;

    /**
     * @param code of its marker
     * @param at where the segment begins behind its marker; it is there whole
     * @throws PictureHeader.Unreadable if no decoder at hand reads this kind
     */
    JpegFrame(byte[] file, int code, int at) throws PictureHeader.Unreadable {
        int precision = file[at + 2] & 0xFF;
        int components = file[at + 7] & 0xFF;
        if (precision != 8) {
            throw PictureHeader.unsupported("a JPEG of %d bits a sample".formatted(precision));
        }
        if ((code & 4) != 0) { // SOF5-7, SOF13-15
            throw PictureHeader.unsupported("a hierarchical JPEG");
        }
        if ((code & 3) == 3 && (components == 1 || code != 0xC3)) {
            throw PictureHeader.unsupported("a lossless JPEG of a rare kind");
        }
        this.code = code;
        this.height = JpegSegments.unsigned(file, at + 3);
        this.width = JpegSegments.unsigned(file, at + 5);
        int told = Math.min(components, (file.length - at - 8) / 3);
        this.ids = new int[told];
        this.across = new int[told];
        this.down = new int[told];
        for (int i = 0; i < told; i++) {
            ids[i] = file[at + 8 + 3 * i];
            across[i] = Math.max(1, file[at + 9 + 3 * i] >> 4 & 0x0F);
            down[i] = Math.max(1, file[at + 9 + 3 * i] & 0x0F);
        }
        this.open = new long[told];
        Arrays.fill(open, -1);
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which lie among them. */
    static boolean is(int code) {
        return code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    boolean arithmetic() {
        return code == 0xC9 || code == 0xCA;
    }

    /** Whether a scan of so many components is all, and may be decoded as it comes. */
    boolean oneScan(int components) {
        boolean sequential = code == 0xC0 || code == 0xC1 || code == 0xC9;
        return sequential && components == ids.length && components > 0;
    }

    /** Whether every bit of every component has come. */
    boolean allSent() {
        return Arrays.stream(open).allMatch(coefficients -> coefficients == 0);
    }

    /**
     * Notes what a scan brings.
     *
     * @param at where its header begins behind the marker
     * @return its MCUs
     */
    long scan(byte[] file, int at) {
        int components = file[at + 2] & 0xFF;
        int spectrum = at + 3 + 2 * components;
        long mcus = 1;
        if (spectrum + 3 <= file.length) {
            for (int i = 0; i < components; i++) {
                for (int k = 0; k < ids.length; k++) {
                    if (ids[k] == file[at + 3 + 2 * i]) {
                        open[k] &= ~sent(file, spectrum);
                        mcus = mcus(k, components == 1);
                    }
                }
            }
        }
        return mcus;
    }

    /** The coefficients of which this scan brings the last bit. */
    private long sent(byte[] file, int spectrum) {
        if (code != 0xC2 && code != 0xCA) {
            return -1; // only progressive scans bring parts
        }
        int first = Math.min(LAST_COEFFICIENT, file[spectrum] & 0xFF);
        int last = Math.min(LAST_COEFFICIENT, file[spectrum + 1] & 0xFF);
        boolean lastBit = (file[spectrum + 2] & 0x0F) == 0;
        return lastBit && first <= last ? (-1L << first) & (-1L >>> (63 - last)) : 0;
    }

    /** Of a component that comes alone each block is one (T.81, A.2). */
    private long mcus(int component, boolean alone) {
        int widest = Arrays.stream(across).max().orElse(1);
        int highest = Arrays.stream(down).max().orElse(1);
        return blocks(width, alone ? across[component] : 1, widest)
                * blocks(height, alone ? down[component] : 1, highest);
    }

    private static long blocks(int pixels, int factor, int most) {
        long samples = ((long) pixels * factor + most - 1) / most;
        return (samples + 7) / 8;
    }
}
