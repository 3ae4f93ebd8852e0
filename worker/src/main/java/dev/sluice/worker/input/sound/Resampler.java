package dev.sluice.worker.input.sound;

import dev.sluice.worker.input.Undecodable;

import java.util.Arrays;

/** Samples of another rate as {@link Sound#RATE} a second, block by block, through a filter. */
final class Resampler implements Samples {
    private static final int BLOCK = 8192;

    private final Samples source;
    private final Filter filter;

    /** Old samples, silence before the first and after the last. */
    private final float[] held;

    private int filled;

    /** In {@link #held}, of the old sample at or before the next new one. */
    private int middle;

    /** Of the next new one behind it, in 1/up. */
    private int place;

    /** In {@link #held}, where the recording ends; out of reach as long as it does not. */
    private int end = Integer.MAX_VALUE;

    private Resampler(Samples source, Filter filter) {
        this.source = source;
        this.filter = filter;
        this.held = new float[2 * filter.reach() + BLOCK];
        this.filled = filter.reach(); // silence
        this.middle = filter.reach();
    }

    static Samples of(Samples source, int rate) {
        return rate == Sound.RATE ? source : new Resampler(source, Filter.from(rate));
    }

    /** What resampling from a rate needs. */
    static long bytes(int rate) {
        return rate == Sound.RATE ? 0 : Filter.bytes(rate);
    }

    @Override
    public int read(float[] into, int from, int most) throws Undecodable {
        int made = 0;
        while (made < most) {
            if (middle + filter.reach() >= filled) {
                fill();
            }
            if (middle >= end) {
                break;
            }
            into[from + made++] = next();
            place += filter.down();
            middle += place / filter.up();
            place %= filter.up();
        }
        return made;
    }

    private float next() {
        float[] taps = filter.taps(place);
        int first = middle - filter.reach() + 1;
        float sum = 0;
        for (int i = 0; i < taps.length; i++) {
            sum += taps[i] * held[first + i];
        }
        return sum;
    }

    /** Drops what no new sample needs any more, and reads on. */
    private void fill() throws Undecodable {
        int drop = Math.min(middle - filter.reach(), filled);
        if (drop > 0) {
            System.arraycopy(held, drop, held, 0, filled - drop);
            filled -= drop;
            middle -= drop;
            end = end == Integer.MAX_VALUE ? end : end - drop;
        }
        while (filled < held.length) {
            int read =
                    end == Integer.MAX_VALUE ? source.read(held, filled, held.length - filled) : 0;
            if (read == 0) {
                end = Math.min(end, filled);
                Arrays.fill(held, filled, held.length, 0);
                filled = held.length;
            } else {
                filled += read;
            }
        }
    }
}
