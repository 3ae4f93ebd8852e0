package dev.sluice.worker.task.picture;

import dev.sluice.shared.config.Section;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * From a picture of any size to the network's. Options of {@code input}: {@code width} and {@code
 * height} (default 224), {@code resize} ({@link Fit}: {@code squash}, the default, {@code crop},
 * {@code letterbox} or {@code shortest}), {@code resizeTo} (of {@code shortest}, default the longer
 * of width and height), {@code fill} (of {@code letterbox}, 0 to 255, default 0), {@code
 * interpolation} ({@link Resampling}: {@code bilinear}, the default, or {@code bicubic}) and {@code
 * antialias} (default false).
 *
 * @param frame what the network sees
 */
record Resize(Region frame, Fit fit, Resampling resampling, boolean antialias) {
    private enum Mode {
        SQUASH,
        CROP,
        LETTERBOX,
        SHORTEST
    }

    private static final int LONGEST = 8192;

    static Resize read(Section input) {
        int width = input.integer("width", 224, 1, LONGEST);
        int height = input.integer("height", 224, 1, LONGEST);
        Fit fit = fit(input, Math.max(width, height));
        Resampling resampling =
                input.choice("interpolation", Resampling.class, Resampling.BILINEAR);
        boolean antialias = input.flag("antialias", false);
        return new Resize(new Region(0, 0, width, height), fit, resampling, antialias);
    }

    private static Fit fit(Section input, int longer) {
        Mode mode = input.choice("resize", Mode.class, Mode.SQUASH);
        int fill = input.integer("fill", 0, 0, 255);
        int to = input.integer("resizeTo", longer, 1, LONGEST);
        if (mode != Mode.LETTERBOX && !input.texts("fill").isEmpty()) {
            input.problem("fill", "has no effect: only resize: letterbox leaves margins to fill");
        }
        if (mode != Mode.SHORTEST) {
            if (!input.texts("resizeTo").isEmpty()) {
                input.problem("resizeTo", "has no effect without resize: shortest");
            }
        } else if (to < longer) {
            input.problem(
                    "resizeTo",
                    "%d must be at least %d, the longer of width and height, for that much is cut out"
                            .formatted(to, longer));
        }
        return switch (mode) {
            case SQUASH -> new Fit.Squash();
            case CROP -> new Fit.Crop();
            case LETTERBOX -> new Fit.Letterbox(fill);
            case SHORTEST -> new Fit.Shortest(Math.max(to, longer));
        };
    }

    int width() {
        return frame.width();
    }

    int height() {
        return frame.height();
    }

    Placement place(int width, int height) {
        return fit.place(frame, width, height);
    }

    /** What a channel's value is where there is no picture. */
    int fill() {
        return fit instanceof Fit.Letterbox letterbox ? letterbox.fill() : 0;
    }

    int sideNeeded() {
        return fit.sideNeeded(frame);
    }

    /** Scales a picture of three channels to this place. */
    void scale(Mat picture, Placement placement, PixelRows rows) {
        if (fit instanceof Fit.Letterbox && resampling == Resampling.BILINEAR && !antialias) {
            OpenCvBilinear.scale(picture, placement.to(), rows);
            return;
        }
        resampling.scale(picture, placement, placement.to().within(frame), antialias, rows);
    }
}
