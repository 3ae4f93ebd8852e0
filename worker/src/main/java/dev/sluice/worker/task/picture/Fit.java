package dev.sluice.worker.task.picture;

/** How pictures of any shape come into a network's frame: {@code input.resize}. */
sealed interface Fit {
    /**
     * @param frame what the network sees
     * @param width of the picture in px, as {@code height}
     */
    Placement place(Region frame, int width, int height);

    /** How long both sides of a picture must be for it not to be enlarged, in px. */
    default int sideNeeded(Region frame) {
        return Math.max(frame.width(), frame.height());
    }

    /** The whole picture; its aspect ratio is not kept. */
    record Squash() implements Fit {
        @Override
        public Placement place(Region frame, int width, int height) {
            return new Placement(new Region(0, 0, width, height), frame);
        }
    }

    /**
     * The largest rectangle of the frame's aspect ratio, from the middle: Keras' {@code
     * smart_resize} and {@code crop_to_aspect_ratio}.
     */
    record Crop() implements Fit {
        @Override
        public Placement place(Region frame, int width, int height) {
            int wide = part(width, height, frame.width(), frame.height());
            int high = part(height, width, frame.height(), frame.width());
            Region middle = new Region((width - wide) / 2, (height - high) / 2, wide, high);
            return new Placement(middle, frame);
        }

        private static int part(int side, int other, int frameSide, int frameOther) {
            long suits = (long) other * frameSide / frameOther;
            return (int) Math.clamp(suits, 1, side);
        }
    }

    /**
     * The whole picture, aspect ratio kept, in the middle of the frame: Ultralytics' {@code
     * LetterBox}.
     *
     * @param fill 0 to 255, of each channel of the margins
     */
    record Letterbox(int fill) implements Fit {
        @Override
        public Placement place(Region frame, int width, int height) {
            double scale =
                    Math.min((double) frame.height() / height, (double) frame.width() / width);
            int wide = (int) Math.max(1, Math.rint(width * scale));
            int high = (int) Math.max(1, Math.rint(height * scale));
            Region middle =
                    new Region((frame.width() - wide) / 2, (frame.height() - high) / 2, wide, high);
            return new Placement(new Region(0, 0, width, height), middle);
        }
    }

    /**
     * The shorter side to a length, of which the frame takes the middle: torchvision's {@code
     * Resize(to)}, then {@code CenterCrop}.
     *
     * @param to px, at least the frame's longer side
     */
    record Shortest(int to) implements Fit {
        @Override
        public Placement place(Region frame, int width, int height) {
            boolean upright = width <= height;
            int longer =
                    (int)
                            ((double) ((long) to * Math.max(width, height))
                                    / Math.min(width, height));
            int wide = upright ? to : longer;
            int high = upright ? longer : to;
            Region scaled =
                    new Region(
                            -middle(wide, frame.width()),
                            -middle(high, frame.height()),
                            wide,
                            high);
            return new Placement(new Region(0, 0, width, height), scaled);
        }

        /** Halves go to the even side, as Python rounds. */
        private static int middle(int scaled, int frame) {
            return (int) Math.rint((scaled - frame) / 2.0);
        }

        @Override
        public int sideNeeded(Region frame) {
            return to;
        }
    }
}
