package dev.sluice.worker.input;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The size of a JPEG and whether it goes on to its end (ITU T.81, B.1.1): within entropy-coded data
 * an FF is followed by 00 or a restart marker, so any other marker ends a scan, and a file without
 * EOI was cut off.
 *
 * @param oneScan whether all is in one sequential scan. Of any other file libjpeg keeps the
 *     coefficients of the whole picture.
 */
record JpegSegments(int width, int height, boolean complete, boolean oneScan) {
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int TEM = 0x01;
    private static final long LOWEST = 0x0101_0101_0101_0101L;
    private static final long HIGHEST = 0x8080_8080_8080_8080L;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static JpegSegments scan(byte[] file) throws PictureHeader.Unreadable {
        int width = 0;
        int height = 0;
        int components = 0; // of a frame that may be decoded as it comes
        boolean oneScan = false;
        boolean scanned = false;
        int at = 2;
        while (true) {
            int marker = nextMarker(file, at);
            if (marker < 0) {
                return result(width, height, false, oneScan);
            }
            int code = file[marker + 1] & 0xFF;
            at = marker + 2;
            if (code == EOI) {
                return result(width, height, true, oneScan);
            }
            if (code == TEM || (code >= 0xD0 && code <= 0xD8)) {
                continue; // stands alone
            }
            if (at + 2 > file.length) {
                return result(width, height, false, oneScan);
            }
            if (isFrame(code) && at + 7 <= file.length) {
                if (width != 0) {
                    throw PictureHeader.corrupt("it has two sizes"); // decoders take the first
                }
                height = unsigned(file, at + 3);
                width = unsigned(file, at + 5);
                components = isSequential(code) && at + 7 < file.length ? file[at + 7] : 0;
            }
            if (code == SOS && width == 0) {
                throw PictureHeader.corrupt("its data come before its size");
            }
            if (code == SOS && !scanned && at + 2 < file.length) {
                scanned = true;
                oneScan = components > 0 && file[at + 2] == components;
            }
            at += unsigned(file, at);
        }
    }

    private static JpegSegments result(int width, int height, boolean complete, boolean oneScan)
            throws PictureHeader.Unreadable {
        if (width == 0) {
            throw PictureHeader.corrupt("it ends within its header");
        }
        return new JpegSegments(width, height, complete, oneScan);
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

    /** Baseline, extended, and sequential with arithmetic coding. */
    private static boolean isSequential(int code) {
        return code == 0xC0 || code == 0xC1 || code == 0xC9;
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which lie among them. */
    private static boolean isFrame(int code) {
        return code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
    }

    private static int unsigned(byte[] file, int at) {
        return ((file[at] & 0xFF) << 8) | (file[at + 1] & 0xFF);
    }
}
