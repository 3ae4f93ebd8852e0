package dev.sluice.worker.task.flakes;

import java.util.Arrays;

/**
 * Whether a component of a certain look may be a flake that is thin enough to see the substrate
 * through. The limits were set on the pictures for development, by eye.
 */
enum Verdict {
    FLAKE,
    /** Hardly different from the substrate: residue, or the light. */
    FAINT,
    /** Too thick to let light through: bulk material. */
    OPAQUE,
    /** Dirt, residue, a fold. */
    UNEVEN,
    /** Out of focus or a stain: no crystal's edge. */
    SOFT,
    /** The glow around something brighter. */
    HALO,
    /** Beyond the edge of the wafer. */
    OUTSIDE;

    private static final double LEAST_CONTRAST = 0.06;

    /** What is brighter than the substrate in one channel and darker in another. */
    private static final double LEAST_MIXED_CONTRAST = 0.08;

    /** What has the contrast of a class. */
    private static final double LEAST_KNOWN_CONTRAST = 0.045;

    /** Contrast of a channel that noise alone makes. */
    private static final double NOT_BRIGHTER = 0.02;

    /** Thin films are seldom brighter than their substrate, and then a little. */
    private static final double BRIGHTEST = 0.18;

    /** From some ten layers blue comes back while red and green stay dark. */
    private static final double BLUEST = 0.4;

    private static final double STILL_DARK = -0.25;
    private static final double LEAST_SHARPNESS = 0.14;

    /** Where nothing in the picture is sharper than {@link #OUT_OF_FOCUS}. */
    private static final double LEAST_SHARPNESS_OUT_OF_FOCUS = 0.09;

    private static final double OUT_OF_FOCUS = 0.2;
    private static final double MOST_SHARPNESS = 1.1;

    /** Of the outline; a flake that the picture's edge cuts in half has a third. */
    private static final double MOST_CUT = 0.42;

    /** So dark in all channels alike is dust. */
    private static final double BLACK = -0.6;

    private static final double GREY = 0.15;

    /**
     * @param known whether it has the contrast of a class of the material
     */
    static Verdict of(Look look, boolean known) {
        double[] contrast = look.contrast();
        double brightest = brightest(contrast);
        boolean darker = brightest <= NOT_BRIGHTER;
        double least = darker ? LEAST_CONTRAST : LEAST_MIXED_CONTRAST;
        if (Look.strongest(contrast) < (known ? LEAST_KNOWN_CONTRAST : least)) {
            return FAINT;
        }
        if (known ? isBlack(contrast) : isOpaque(contrast)) {
            return OPAQUE;
        }
        if (!isEven(look, known ? Math.min(brightest, NOT_BRIGHTER) : brightest)) {
            return UNEVEN;
        }
        if (look.edge().cut() > MOST_CUT) {
            return OUTSIDE;
        }
        if (look.edge().sharpness() < LEAST_SHARPNESS) {
            return SOFT;
        }
        return look.edge().sharpest() > MOST_SHARPNESS ? HALO : FLAKE;
    }

    /**
     * Whether a component that is soft is as sharp as can be in its picture.
     *
     * @param sharpest sharpness of the sharpest component of the picture
     */
    static boolean isSharpEnough(Look look, double sharpest) {
        return sharpest < OUT_OF_FOCUS && look.edge().sharpness() >= LEAST_SHARPNESS_OUT_OF_FOCUS;
    }

    private static double brightest(double[] contrast) {
        return Arrays.stream(contrast).max().orElseThrow();
    }

    static boolean isOpaque(double[] contrast) {
        double brightest = brightest(contrast);
        double span = brightest - Arrays.stream(contrast).min().orElseThrow();
        return brightest > BRIGHTEST
                || (span > BLUEST && brightest > STILL_DARK)
                || isBlack(contrast);
    }

    /** Dust and shadows, whatever class is as dark. */
    static boolean isBlack(double[] contrast) {
        double brightest = brightest(contrast);
        double darkest = Arrays.stream(contrast).min().orElseThrow();
        return brightest - darkest < GREY && brightest < BLACK;
    }

    /**
     * Residue is bluish and grainy, and darker in other channels: what is darker in all channels is
     * trusted most.
     */
    private static boolean isEven(Look look, double brightest) {
        double darkest = Arrays.stream(look.contrast()).min().orElseThrow();
        if (brightest <= NOT_BRIGHTER) {
            return look.unevenness() <= 0.3 && look.grain() <= 0.45;
        }
        if (-darkest >= brightest) {
            return look.unevenness() <= 0.1 && look.grain() <= 0.13;
        }
        return look.unevenness() <= 0.08 && look.grain() <= 0.1;
    }
}
