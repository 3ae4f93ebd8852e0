package dev.sluice.worker.task.flakes;

import dev.sluice.worker.task.picture.Box;

import org.bytedeco.opencv.opencv_core.Rect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a picture that is searched by itself, so that a search holds no more than the largest
 * window, whatever the picture's size. Windows overlap; their cores do not. A component is taken
 * from the window in whose core its rectangle has its centre. One that this window cuts is looked
 * for again, in the same core with more around it; what is cut there too is too large for a flake.
 *
 * @param core what it answers for
 * @param area what it sees
 * @param picture all there is
 * @param before the one with the same core that saw less
 */
record Window(Box core, Box area, Box picture, Optional<Window> before, Sizes sizes) {
    /** Px around a component that are looked at when it is measured, and those that these need. */
    private static final int REACH = Patch.MARGIN + 10;

    /** Of the picture. */
    private static final double WIDEST = 0.9;

    /**
     * Sides, px.
     *
     * @param core at most
     * @param near around the core at first
     * @param far around the core where that is not enough: what is at most {@code 2 · far} long is
     *     never cut
     */
    record Sizes(int core, int near, int far) {
        /**
         * Windows of 3,072 and 5,120 px, of which the latter is as large as a picture that is
         * searched whole: the usual cameras have up to 24 megapixels.
         */
        static final Sizes USUAL = new Sizes(2560, 256, 1280);

        /** Pixels of the largest window, and of the largest picture that is one window. */
        long most() {
            long side = core + 2L * far;
            return side * side;
        }
    }

    /** One for all of a picture, or several. */
    static List<Window> of(int width, int height, Sizes sizes) {
        Box picture = new Box(0, 0, width, height);
        if ((long) width * height <= sizes.most()) {
            return List.of(new Window(picture, picture, picture, Optional.empty(), sizes));
        }
        List<Window> windows = new ArrayList<>();
        int down = Math.ceilDiv(height, sizes.core());
        int across = Math.ceilDiv(width, sizes.core());
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                Box core =
                        new Box(
                                part(x, across, width),
                                part(y, down, height),
                                part(x + 1, across, width),
                                part(y + 1, down, height));
                Box area = grown(core, sizes.near(), picture);
                windows.add(new Window(core, area, picture, Optional.empty(), sizes));
            }
        }
        return windows;
    }

    private static int part(int number, int of, int length) {
        return (int) ((long) number * length / of);
    }

    private static Box grown(Box core, int by, Box picture) {
        return new Box(
                Math.max(0, core.left() - by),
                Math.max(0, core.top() - by),
                Math.min(picture.right(), core.right() + by),
                Math.min(picture.bottom(), core.bottom() + by));
    }

    /** The same core, seen with more around it. */
    Window wider() {
        Box more = grown(core, sizes.far(), picture);
        return new Window(core, more, picture, Optional.of(this), sizes);
    }

    /** What it sees, in the caller's scope. */
    Rect rect() {
        return new Rect(
                area.left(), area.top(), area.right() - area.left(), area.bottom() - area.top());
    }

    /**
     * A rectangle of the window.
     *
     * @return where it is in the picture
     */
    Box inPicture(Box box) {
        return new Box(
                area.left() + box.left(),
                area.top() + box.top(),
                area.left() + box.right(),
                area.top() + box.bottom());
    }

    /**
     * Whether a component is this window's to tell of.
     *
     * @param box of its pixels, in the picture
     */
    boolean takes(Box box) {
        int across = box.left() + box.right();
        int down = box.top() + box.bottom();
        return !cuts(box)
                && across >= 2 * core.left()
                && across < 2 * core.right()
                && down >= 2 * core.top()
                && down < 2 * core.bottom()
                && (before.isEmpty() || before.orElseThrow().cuts(box));
    }

    /** Whether more of it, or of what is around it, may lie outside. */
    private boolean cuts(Box box) {
        return cutsLow(box.left(), area.left())
                || cutsLow(box.top(), area.top())
                || cutsHigh(box.right(), area.right(), picture.right())
                || cutsHigh(box.bottom(), area.bottom(), picture.bottom());
    }

    private static boolean cutsLow(int low, int end) {
        return end > 0 && low - REACH < end;
    }

    private static boolean cutsHigh(int high, int end, int last) {
        return end < last && high + REACH > end;
    }

    /**
     * Whether something reaches from one end of the picture, or of a window wide enough for any
     * flake, to the other: what lies beyond the wafer's edge does.
     */
    boolean isSpannedBy(Box box) {
        return spans(
                        box.right() - box.left(),
                        cutsLow(box.left(), area.left())
                                && cutsHigh(box.right(), area.right(), picture.right()),
                        picture.right())
                || spans(
                        box.bottom() - box.top(),
                        cutsLow(box.top(), area.top())
                                && cutsHigh(box.bottom(), area.bottom(), picture.bottom()),
                        picture.bottom());
    }

    private boolean spans(int length, boolean cut, int all) {
        return length > WIDEST * all || (cut && length > 2 * sizes.far());
    }

    /** Whether the wider window may take a component that this one cuts. */
    boolean leaves(Box box) {
        return before.isEmpty()
                && cuts(box)
                && mayLie(
                        box.left(),
                        box.right(),
                        cutsLow(box.left(), area.left()),
                        cutsHigh(box.right(), area.right(), picture.right()),
                        new Range(core.left(), core.right()))
                && mayLie(
                        box.top(),
                        box.bottom(),
                        cutsLow(box.top(), area.top()),
                        cutsHigh(box.bottom(), area.bottom(), picture.bottom()),
                        new Range(core.top(), core.bottom()));
    }

    private record Range(int from, int to) {}

    /** Whether the centre of what is at least so long may be in the core. */
    private boolean mayLie(int low, int high, boolean more, boolean evenMore, Range range) {
        if (more && evenMore) {
            return high - low <= 2 * sizes.far();
        }
        return (evenMore || low + high >= 2 * range.from())
                && (more || low + high < 2 * range.to());
    }

    /** Whether a component in this rectangle may be one that is taken or left. */
    boolean concerns(Box box) {
        return cuts(box)
                || (box.right() > core.left()
                        && box.left() < core.right()
                        && box.bottom() > core.top()
                        && box.top() < core.bottom());
    }
}
