package dev.sluice.worker.input.sound;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The filter between two rates: a sinc that reaches over {@value #CROSSINGS} of its zeros to each
 * side under a Kaiser window of β = {@value #BETA} (stop band at about −100 dB), cut off at {@value
 * #ROLL_OFF} of the lower rate's half. One set of taps for each place that a sample of the new rate
 * can have between two of the old.
 */
final class Filter {
    private static final int CROSSINGS = 32;
    private static final double BETA = 10;
    private static final double ROLL_OFF = 0.95;

    /** Those of common rates are kept; 44,100 to 16,000 has 160 places, 11,025 has 640. */
    private static final int KEPT_PLACES = 640;

    private static final int MOST_KEPT = 32;
    private static final Map<Integer, Filter> KEPT = new ConcurrentHashMap<>();

    private final int up;
    private final int down;
    private final int reach;
    private final float[][] taps;

    private Filter(int up, int down, int reach, float[][] taps) {
        this.up = up;
        this.down = down;
        this.reach = reach;
        this.taps = taps;
    }

    /** New samples for {@link #down} old ones. */
    int up() {
        return up;
    }

    /** Old samples for {@link #up} new ones. */
    int down() {
        return down;
    }

    /** Old samples on each side of a new one. */
    int reach() {
        return reach;
    }

    /**
     * Factors of the 2 × {@link #reach} old samples around a new one.
     *
     * @param place that the new one has between two old ones, in {@link #up}ths
     */
    float[] taps(int place) {
        return taps[place];
    }

    /** From this rate to {@link Sound#RATE}. */
    static Filter from(int rate) {
        Filter kept = KEPT.get(rate);
        if (kept != null) {
            return kept;
        }
        Filter made = make(rate);
        if (made.up <= KEPT_PLACES && KEPT.size() < MOST_KEPT) {
            KEPT.put(rate, made);
        }
        return made;
    }

    /** What the filter of a rate needs. */
    static long bytes(int rate) {
        int common = common(rate, Sound.RATE);
        return 2L * reach(rate) * (Sound.RATE / common) * Float.BYTES;
    }

    private static Filter make(int rate) {
        int common = common(rate, Sound.RATE);
        int up = Sound.RATE / common;
        int reach = reach(rate);
        float[][] taps = new float[up][2 * reach];
        for (int place = 0; place < up; place++) {
            fill(taps[place], (double) place / up, reach, cutoff(rate));
        }
        return new Filter(up, rate / common, reach, taps);
    }

    private static double cutoff(int rate) {
        return ROLL_OFF * Math.min(1, (double) Sound.RATE / rate);
    }

    private static int reach(int rate) {
        return (int) Math.ceil(CROSSINGS / cutoff(rate));
    }

    /**
     * @param place from 0 to 1, behind the old sample in the middle
     */
    private static void fill(float[] taps, double place, int reach, double cutoff) {
        double[] exact = new double[taps.length];
        double sum = 0;
        for (int i = 0; i < taps.length; i++) {
            double from = place - (i - reach + 1);
            exact[i] = sinc(cutoff * from) * kaiser(from / reach);
            sum += exact[i];
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] = (float) (exact[i] / sum); // what does not change stays as it is
        }
    }

    private static double sinc(double x) {
        return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double kaiser(double x) {
        return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
    }

    /** The modified Bessel function of order 0, by its series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-12 * sum; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int common(int a, int b) {
        return b == 0 ? a : common(b, a % b);
    }
}
