package dev.sluice.worker.input.picture;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

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
 * @param restarts whether each scan has as many restart markers as it needs, counted from 0 to 7
 *     and again (T.81, E.1.4)
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
        boolean junk,
        boolean restarts) {
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DRI = 0xDD;
    private static final int RST0 = 0xD0;
    private static final int RST7 = 0xD7;
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
        private @Nullable JpegFrame frame;
        private boolean oneScan;
        private boolean junk;
        private int scans;
        private int data;
        private int end;
        private int interval; // of restarts, in MCUs
        private long restartsNeeded;
        private long restartsSeen;
        private boolean restarts = true;

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
                    return result(false, coded);
                }
                int code = file[marker + 1] & 0xFF;
                if (coded) {
                    end = marker;
                } else {
                    junk |= scans == 0 && !filled(at, marker);
                }
                at = marker + 2;
                if (code >= RST0 && code <= RST7) {
                    restarts &= code - RST0 == restartsSeen++ % 8;
                    continue; // stands alone, as the next two do
                }
                if (code == TEM || code == SOI) {
                    continue;
                }
                restarts &= restartsSeen >= restartsNeeded;
                if (code == EOI) {
                    return result(true, true);
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
            if (JpegFrame.is(code) && at + 8 <= file.length) {
                if (frame != null) {
                    throw PictureHeader.corrupt("it has two sizes"); // decoders take the first
                }
                frame = new JpegFrame(file, code, at);
            }
            if (code == DRI && at + 4 <= file.length) {
                interval = unsigned(file, at + 2);
            }
            if (code == SOS && at + 2 < file.length) {
                if (frame == null) {
                    throw PictureHeader.corrupt("its data come before its size");
                }
                scans++;
                oneScan = scans == 1 ? frame.oneScan(file[at + 2]) : oneScan;
                long mcus = frame.scan(file, at);
                restartsSeen = 0;
                restartsNeeded = interval == 0 ? 0 : (mcus - 1) / interval;
            }
        }

        private JpegSegments result(boolean endMarker, boolean whole)
                throws PictureHeader.Unreadable {
            JpegFrame told = frame;
            if (told == null) {
                throw PictureHeader.corrupt("it ends within its header");
            }
            // an arithmetic decoder takes missing data for zeros and is silent
            return new JpegSegments(
                    told.width(),
                    told.height(),
                    endMarker,
                    whole && scans > 0 && told.allSent() && (endMarker || !told.arithmetic()),
                    oneScan,
                    scans,
                    told.arithmetic(),
                    data,
                    end,
                    junk,
                    restarts);
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

    static int unsigned(byte[] file, int at) {
        return ((file[at] & 0xFF) << 8) | (file[at + 1] & 0xFF);
    }
}
