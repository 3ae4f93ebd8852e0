package dev.sluice.worker.task.flakes;

/**
 * What the search for flakes has taken so far, and how much one picture may take. A picture of
 * nothing but patches, or of rings within rings, has a hundred times the work of an ordinary one.
 * Used by one thread.
 */
final class Effort {
    /** Ordinary pictures have up to a few hundred; this many make a document of some 10 MB. */
    static final int MOST_FLAKES = 10_000;

    /** Corners of all outlines together; some 10 bytes each in the document. */
    static final int MOST_POINTS = 1_000_000;

    /**
     * Pixels of the flakes' rectangles together, for each that a picture may have: of disjoint ones
     * one, with a rectangle and its neighbours' overlapping two, of terraces one for each class, of
     * slanting ribbons one each. So many take 11 s of a core at 40 megapixels. A smaller picture
     * may have more: what counts is the time.
     */
    static final int MOST_LAYERS = 6;

    private final long budget;
    private long labelled;
    private long measured;
    private int flakes;
    private int points;

    /** The search would take too much. */
    static final class TooMuch extends Exception {
        private static final long serialVersionUID = 1;

        private TooMuch(String sentence) {
            super(sentence);
        }

        /** For customers. */
        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * @param pixels that a picture may have at most
     */
    Effort(long pixels) {
        this.budget = MOST_LAYERS * pixels;
    }

    void label(long area) {
        labelled += area;
    }

    /** Looks at a part of the picture, whether a flake is found there or not. */
    void search(long area) throws TooMuch {
        measured += area;
        if (measured > budget) {
            throw tooMuch(
                    "so many long flakes around or beside each other that measuring them takes more than %.0f million pixels"
                            .formatted(budget / 1e6));
        }
    }

    void measure(long area, int corners) throws TooMuch {
        flakes++;
        points += corners;
        if (flakes > MOST_FLAKES) {
            throw tooMuch("more than %d flakes".formatted(MOST_FLAKES));
        }
        if (points > MOST_POINTS) {
            throw tooMuch("flakes whose outlines have more than %d corners".formatted(MOST_POINTS));
        }
        search(area);
    }

    private static TooMuch tooMuch(String what) {
        return new TooMuch(
                "The picture seems to have %s; crop it to what is to be measured, or take it at a higher magnification."
                        .formatted(what));
    }

    /** Pixels visited, those visited twice counted twice. */
    long visited() {
        return labelled + measured;
    }
}
