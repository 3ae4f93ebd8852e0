package dev.sluice.worker.input.picture;

/**
 * A conversion known for a lattice of colours, tetrahedral between them: of the four corners that
 * enclose a colour each counts by its nearness. Good for tables, which are lattices themselves; of
 * a matrix, whose colours are cut off where sRGB ends, it would be 14 levels off.
 *
 * @param seen the colours that the lattice's become, as {@link #colours} orders them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Lattice(byte[] seen) implements ToSrgb {
    /**
     * Colours a side, five levels apart. Within a level of what LittleCMS computes for a scanner's
     * table, and within four of it for one with a steep gamma; LittleCMS's own lattice is within
     * five.
     */
    static final int SIDE = 52;

    private static final int BLUE = SIDE * SIDE * 3;
    private static final int GREEN = SIDE * 3;
    private static final int RED = 3;
    private static final int STEPS = SIDE - 1;

    /** The lattice itself: BGR, red fastest. */
    static byte[] colours(int side) {
        byte[] bgr = new byte[side * side * side * 3];
        for (int i = 0, at = 0; at < bgr.length; i++) {
            bgr[at++] = (byte) (i / (side * side) * 255 / (side - 1));
            bgr[at++] = (byte) (i / side % side * 255 / (side - 1));
            bgr[at++] = (byte) (i % side * 255 / (side - 1));
        }
        return bgr;
    }

    @Override
    public void convert(byte[] bgr) {
        for (int at = 0; at + 2 < bgr.length; at += 3) {
            int b = (bgr[at] & 0xFF) * STEPS;
            int g = (bgr[at + 1] & 0xFF) * STEPS;
            int r = (bgr[at + 2] & 0xFF) * STEPS;
            int low = b / 255 * BLUE + g / 255 * GREEN + r / 255 * RED;
            between(low, b % 255, g % 255, r % 255, bgr, at);
        }
    }

    /** Along the axis where the colour is farthest from the lower corner first. */
    private void between(int low, int b, int g, int r, byte[] to, int at) {
        int most = Math.max(b, Math.max(g, r));
        int least = Math.min(b, Math.min(g, r));
        int middle = b + g + r - most - least;
        // a colour on the lattice's last plane has no way to go along that axis
        int first = most == 0 ? 0 : most == r ? RED : most == g ? GREEN : BLUE;
        int last = least == b ? BLUE : least == g ? GREEN : RED;
        int second = low + first;
        int third = middle == 0 ? second : low + BLUE + GREEN + RED - last;
        int fourth = least == 0 ? third : low + BLUE + GREEN + RED;
        for (int i = 0; i < 3; i++) {
            int sum =
                    (255 - most) * (seen[low + i] & 0xFF)
                            + (most - middle) * (seen[second + i] & 0xFF)
                            + (middle - least) * (seen[third + i] & 0xFF)
                            + least * (seen[fourth + i] & 0xFF);
            to[at + i] = (byte) ((sum + 127) / 255);
        }
    }
}
