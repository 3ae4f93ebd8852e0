package dev.sluice.worker.input.sound;

import java.util.Optional;

/**
 * The header of a frame of MPEG audio.
 *
 * @param kind version and layer, which all frames of a recording have in common
 * @param rate samples of a channel a second
 * @param samples of each channel in the frame
 * @param bytes of the frame, header included
 */
record Mp3Frame(int kind, int rate, int samples, int bytes) {
    private static final int HEADER = 4;
    private static final int[] RATES = {44_100, 48_000, 32_000};

    /** In kbit/s, by layer (1 to 3), of MPEG 1 and then of MPEG 2 and 2.5. */
    private static final int[][] BITS_1 = {
        {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
    };

    private static final int[][] BITS_2 = {
        {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
    };

    private static final int MPEG_2 = 2;
    private static final int MPEG_1 = 3;

    /** Nothing if no frame begins there, or one without a bit rate of its own. */
    static Optional<Mp3Frame> at(byte[] file, int at) {
        if (at < 0 || at + HEADER > file.length) {
            return Optional.empty();
        }
        int second = file[at + 1] & 0xFF;
        int third = file[at + 2] & 0xFF;
        int version = (second >> 3) & 3;
        int layer = 4 - ((second >> 1) & 3);
        int bits = third >> 4;
        int rate = (third >> 2) & 3;
        if ((file[at] & 0xFF) != 0xFF
                || second < 0xE0
                || version == 1
                || layer == 4
                || bits == 0
                || bits == 15
                || rate == 3) {
            return Optional.empty();
        }
        int hertz = RATES[rate] >> (version == MPEG_1 ? 0 : version == MPEG_2 ? 1 : 2);
        int perSecond = 1000 * (version == MPEG_1 ? BITS_1 : BITS_2)[layer - 1][bits - 1];
        int padding = (third >> 1) & 1;
        int samples = layer == 1 ? 384 : layer == 3 && version != MPEG_1 ? 576 : 1152;
        int bytes =
                layer == 1
                        ? (12 * perSecond / hertz + padding) * 4
                        : samples / 8 * perSecond / hertz + padding;
        return Optional.of(new Mp3Frame(second & 0x1E, hertz, samples, bytes));
    }

    boolean like(Mp3Frame other) {
        return kind == other.kind && rate == other.rate;
    }
}
