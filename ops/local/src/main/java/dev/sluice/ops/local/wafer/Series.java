package dev.sluice.ops.local.wafer;

import dev.sluice.ops.local.optics.Crystal;
import dev.sluice.ops.local.optics.ThinFilm;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Pictures of one wafer under one microscope.
 *
 * @param microscope the same for all
 * @param seed of flakes, dirt and noise
 * @param width of a picture, px, at least 300
 * @param height of a picture, px, at least 300
 */
public record Series(
        Microscope microscope, Difficulty difficulty, long seed, int width, int height) {
    private static final int LEAST_SIDE = 300;
    private static final long OTHER_PICTURES = 7_919;

    /**
     * @throws IllegalArgumentException if the pictures are too small
     */
    public Series {
        if (width < LEAST_SIDE || height < LEAST_SIDE) {
            throw new IllegalArgumentException(
                    "pictures are at least %d×%d px, not %d×%d"
                            .formatted(LEAST_SIDE, LEAST_SIDE, width, height));
        }
    }

    /** On an oxide of 70 to 300 nm by chance. */
    public static Series of(
            Crystal crystal, Difficulty difficulty, long seed, int width, int height) {
        SplittableRandom random = new SplittableRandom(1_009 * seed + numberOf(crystal));
        return on(Microscope.film(random, crystal), difficulty, seed, width, height);
    }

    /** On this wafer. */
    public static Series on(
            ThinFilm film, Difficulty difficulty, long seed, int width, int height) {
        SplittableRandom random =
                new SplittableRandom(1_013 * seed + 17 * numberOf(film.crystal()) + 1);
        return new Series(Microscope.on(random, film, difficulty), difficulty, seed, width, height);
    }

    /** For seeds: of each crystal another. */
    static long numberOf(Crystal crystal) {
        return List.of(Crystal.values()).indexOf(crystal);
    }

    /** The same wafer under a plain camera, other flakes: to calibrate with. */
    public Series forCalibration() {
        return on(microscope.film(), Difficulty.PLAIN, seed + OTHER_PICTURES, width, height);
    }
}
