package dev.sluice.worker.input;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What the segments of a JPEG tell without decoding it (ITU T.81, B.1.1): within entropy-coded data
 * an FF is followed by 00 or a restart marker, so any other marker ends a scan.
 *
 * @param endMarker whether its EOI is there
 * @param complete whether the scans bring every bit of every component. Without its EOI a file is
 *     complete too as long as it ends within the data of such a last scan: whether all of them are
 *     there a decoder knows.
 * @param oneScan whether all is in one sequential scan. Of any other file libjpeg keeps the
 *     coefficients of the whole picture.
 * @param scans how many there are; a decoder may visit every block in each
 * @param arithmetic whether it is coded arithmetically
 * @param data where the first scan's data begin
 * @param end where the last one's end
 * @param junk whether bytes that belong to no segment lie before the first scan
 */
record JpegSegments(
        int width,
        int height,
        boolean endMarker,
        boolean complete,
        boolean oneScan,
        int scans,
        boolean arithmetic,
        int data,
        int end,
        boolean junk) {
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int TEM = 0x01;
    private static final int HIERARCHICAL = 0xDE;
    private static final int JPEG_LS = 0xF7;
    private static final long LOWEST = 0x0101_0101_0101_0101L;
    private static final long HIGHEST = 0x8080_8080_8080_8080L;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static JpegSegments scan(byte[] file) throws PictureHeader.Unreadable {
        return new Walk(file).walk();
    }

    /** The state of one walk; used once. */
    private static final class Walk {
        private final byte[] file;
        private int width;
        private int height;
        private int frame; // code of the frame header
        private boolean oneScan;
        private boolean junk;
        private int scans;
        private int data;
        private int end;

        /** For each component by its place, the coefficients that are still to come. */
        private long[] open = {};

        private int[] ids = {};

        Walk(byte[] file) {
            this.file = file;
        }

        JpegSegments walk() throws PictureHeader.Unreadable {
            int at = 2;
            boolean coded = false; // between the last segment and the next marker
            while (true) {
                int marker = nextMarker(file, at);
                if (marker < 0) {
                    end = file.length;
                    // an arithmetic decoder takes missing data for zeros and is silent
                    return result(false, coded && !arithmetic());
                }
                int code = file[marker + 1] & 0xFF;
                if (coded) {
                    end = marker;
                } else {
                    junk |= scans == 0 && !filled(at, marker);
                }
                at = marker + 2;
                if (code == EOI) {
                    return result(true, true);
                }
                if (code == TEM || (code >= 0xD0 && code <= 0xD8)) {
                    continue; // stands alone
                }
                if (at + 2 > file.length || at + unsigned(file, at) > file.length) {
                    return result(false, false);
                }
                segment(code, at);
                coded = code == SOS;
                at += unsigned(file, at);
                if (coded && scans == 1) {
                    data = at;
                }
            }
        }

        private void segment(int code, int at) throws PictureHeader.Unreadable {
            if (code == JPEG_LS) {
                throw PictureHeader.unsupported("a JPEG-LS picture");
            }
            if (code == HIERARCHICAL) {
                throw PictureHeader.unsupported("a hierarchical JPEG");
            }
            if (isFrame(code) && at + 8 <= file.length) {
                frame(code, at);
            }
            if (code == SOS) {
                if (width == 0) {
                    throw PictureHeader.corrupt("its data come before its size");
                }
                scan(at);
            }
        }

        private void frame(int code, int at) throws PictureHeader.Unreadable {
            if (width != 0) {
                throw PictureHeader.corrupt("it has two sizes"); // decoders take the first
            }
            int precision = file[at + 2] & 0xFF;
            int components = file[at + 7] & 0xFF;
            boolean lossless = (code & 3) == 3;
            if (precision != 8) {
                throw PictureHeader.unsupported("a JPEG of %d bits a sample".formatted(precision));
            }
            if ((code & 4) != 0) { // SOF5-7, SOF13-15
                throw PictureHeader.unsupported("a hierarchical JPEG");
            }
            if (lossless && (components == 1 || code != 0xC3)) {
                throw PictureHeader.unsupported("a lossless JPEG of a rare kind");
            }
            frame = code;
            height = unsigned(file, at + 3);
            width = unsigned(file, at + 5);
            if (at + 8 + 3 * components <= file.length) {
                ids = new int[components];
                for (int i = 0; i < components; i++) {
                    ids[i] = file[at + 8 + 3 * i];
                }
                open = new long[components];
                Arrays.fill(open, -1);
            }
        }

        private void scan(int at) {
            scans++;
            int components = file[at + 2] & 0xFF;
            if (scans == 1) {
                oneScan = isSequential() && components == ids.length && components > 0;
            }
            int spectrum = at + 3 + 2 * components;
            if (spectrum + 3 > file.length) {
                return;
            }
            for (int i = 0; i < components; i++) {
                for (int k = 0; k < ids.length; k++) {
                    if (ids[k] == file[at + 3 + 2 * i]) {
                        open[k] &= ~sent(spectrum);
                    }
                }
            }
        }

        /** Bits of the coefficients of which this scan brings the last bit. */
        private long sent(int spectrum) {
            if (!isProgressive()) {
                return -1;
            }
            int first = Math.min(63, file[spectrum] & 0xFF);
            int last = Math.min(63, file[spectrum + 1] & 0xFF);
            boolean lastBit = (file[spectrum + 2] & 0x0F) == 0;
            return lastBit && first <= last ? (-1L << first) & (-1L >>> (63 - last)) : 0;
        }

        private JpegSegments result(boolean endMarker, boolean whole)
                throws PictureHeader.Unreadable {
            if (width == 0) {
                throw PictureHeader.corrupt("it ends within its header");
            }
            boolean all = Arrays.stream(open).allMatch(coefficients -> coefficients == 0);
            return new JpegSegments(
                    width,
                    height,
                    endMarker,
                    whole && all && scans > 0,
                    oneScan,
                    scans,
                    arithmetic(),
                    data,
                    end,
                    junk);
        }

        /** Markers may be preceded by any number of FF. */
        private boolean filled(int from, int to) {
            for (int i = from; i < to; i++) {
                if (file[i] != (byte) 0xFF) {
                    return false;
                }
            }
            return true;
        }

        /** Baseline, extended, and sequential with arithmetic coding. */
        private boolean isSequential() {
            return frame == 0xC0 || frame == 0xC1 || frame == 0xC9;
        }

        private boolean isProgressive() {
            return frame == 0xC2 || frame == 0xCA;
        }

        private boolean arithmetic() {
            return frame == 0xC9 || frame == 0xCA;
        }
    }

    /**
     * Where the next marker starts; skips coded data and fill bytes. Negative if there is none.
     * Looks at eight bytes at a time: an FF comes once in some 200 bytes of coded data.
     */
    private static int nextMarker(byte[] file, int from) {
        int last = file.length - 2;
        int i = from;
        while (i <= last) {
            if (i + Long.BYTES <= file.length) {
                long eight = (long) LONG.get(file, i);
                // the lowest bit set is that of the first FF; those above it may err
                long full = (~eight - LOWEST) & eight & HIGHEST;
                if (full == 0) {
                    i += Long.BYTES;
                    continue;
                }
                i += Long.numberOfTrailingZeros(full) / Byte.SIZE;
                if (i > last) {
                    return -1;
                }
            }
            int code = file[i + 1] & 0xFF;
            if ((file[i] & 0xFF) == 0xFF && code != 0 && code != 0xFF) {
                return i;
            }
            i++;
        }
        return -1;
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which lie among them. */
    private static boolean isFrame(int code) {
        return code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
    }

    private static int unsigned(byte[] file, int at) {
        return ((file[at] & 0xFF) << 8) | (file[at + 1] & 0xFF);
    }
}
