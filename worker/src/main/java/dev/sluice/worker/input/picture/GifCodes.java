package dev.sluice.worker.input.picture;

import dev.sluice.worker.input.picture.PictureHeader.Unreadable;

/**
 * The LZW codes of a GIF's frame, walked without decoding them (GIF89a, appendix F): only their
 * sizes are followed.
 *
 * @param clears codes that make a decoder build its table anew; they bring no pixel, so a frame may
 *     have any number of them
 * @param block where the sub-block with the last code begins: its length
 * @param end behind the last byte with a part of a code; what follows the end code is none
 * @param complete whether the codes go on to the end code, or their sub-blocks to the last
 */
record GifCodes(long clears, int block, int end, boolean complete) {
    private static final int LONGEST = 12;
    private static final int TABLE = 1 << LONGEST;

    /** Pixels in whose decoding a table is built anew. */
    static final int CLEAR = TABLE;

    /**
     * @param at where the frame's code size lies
     */
    static GifCodes walk(byte[] file, int at) throws Unreadable {
        int least = file[at] & 0xFF;
        if (least < 2 || least >= LONGEST || file[at + 1] == 0) {
            throw PictureHeader.corrupt("its first frame has no data");
        }
        int clear = 1 << least;
        int last = clear + 1;
        int size = least + 1;
        int table = last;
        long clears = 0;
        int bits = 0;
        int held = 0;
        int block = at + 1;
        int next = block;
        while (next < file.length && file[next] != 0) {
            block = next;
            next += 1 + (file[block] & 0xFF);
            for (int i = block + 1; i < Math.min(next, file.length); i++) {
                held |= (file[i] & 0xFF) << bits;
                bits += 8;
                while (bits >= size) {
                    int code = held & ((1 << size) - 1);
                    held >>>= size;
                    bits -= size;
                    if (code == last) {
                        return new GifCodes(clears, block, i + 1, true);
                    }
                    if (code == clear) {
                        clears++;
                        size = least + 1;
                        table = last;
                    } else if (table < TABLE && ++table == 1 << size && size < LONGEST) {
                        size++;
                    }
                }
            }
        }
        return new GifCodes(clears, block, next, next < file.length);
    }

    /** How often a picture would be decoded in the time that these codes take. */
    int passes(long pixels) {
        return (int) Math.min(Integer.MAX_VALUE, 1 + clears * CLEAR / pixels);
    }
}
