package dev.sluice.ops.local.wafer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What makes a picture hard to search. */
public enum Difficulty {
    /** Lone flakes on clean ground, a little noise, specks of dust. */
    PLAIN,
    /** A lamp off centre and a lens that darkens by 25 to 50 % towards the corners. */
    DARK_CORNERS,
    /** A tone curve and colour filters of its own. */
    OTHER_CAMERA,
    /** A Gaussian blur of 1.8 to 3 px. */
    OUT_OF_FOCUS,
    /** Four times the noise. */
    NOISY,
    /** Dust, scratches, stains, residue of tape. */
    DIRTY,
    /** Flakes in terraces of several thicknesses, with folds, beside thick pieces. */
    STEPS,
    /** JPEG of quality 35 to 55. */
    JPEG_BLOCKS,
    /** Three times the flakes, which touch each other and the picture's edge. */
    CROWDED,
    /** Some of each. */
    ALL;

    /** As options and tables call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of this name. */
    public static Optional<Difficulty> named(String label) {
        return Arrays.stream(values()).filter(it -> it.label().equals(label)).findFirst();
    }

    boolean has(Difficulty other) {
        return this == other || this == ALL;
    }
}
