package dev.sluice.worker.input;

/**
 * The size of a JPEG and whether it goes on to its end (ITU T.81, B.1.1): within entropy-coded data
 * an FF is followed by 00 or a restart marker, so any other marker ends a scan, and a file without
 * EOI was cut off.
 */
record JpegSegments(int width, int height, boolean complete) {
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int TEM = 0x01;

    static JpegSegments scan(byte[] file) throws PictureHeader.Unreadable {
        int width = 0;
        int height = 0;
        int at = 2;
        while (true) {
            int marker = nextMarker(file, at);
            if (marker < 0) {
                return result(width, height, false);
            }
            int code = file[marker + 1] & 0xFF;
            at = marker + 2;
            if (code == EOI) {
                return result(width, height, true);
            }
            if (code == TEM || (code >= 0xD0 && code <= 0xD8)) {
                continue; // stands alone
            }
            if (at + 2 > file.length) {
                return result(width, height, false);
            }
            if (isFrame(code) && at + 7 <= file.length) {
                if (width != 0) {
                    throw PictureHeader.corrupt("it has two sizes"); // decoders take the first
                }
                height = unsigned(file, at + 3);
                width = unsigned(file, at + 5);
            }
            at += unsigned(file, at);
            if (code == SOS && width == 0) {
                throw PictureHeader.corrupt("its data come before its size");
            }
        }
    }

    private static JpegSegments result(int width, int height, boolean complete)
            throws PictureHeader.Unreadable {
        if (width == 0) {
            throw PictureHeader.corrupt("it ends within its header");
        }
        return new JpegSegments(width, height, complete);
    }

    /** Where the next marker starts; skips coded data and fill bytes. Negative if there is none. */
    private static int nextMarker(byte[] file, int from) {
        for (int i = from; i + 1 < file.length; i++) {
            int code = file[i + 1] & 0xFF;
            if ((file[i] & 0xFF) == 0xFF && code != 0 && code != 0xFF) {
                return i;
            }
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
