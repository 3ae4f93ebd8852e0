package dev.sluice.worker.task.splats.gaussians;

import java.util.Arrays;

/**
 * Which splats are split and which are dropped: those that pull most at their place in the pictures
 * are in two minds, and become two. How many there are by when is planned beforehand, so that the
 * time is known.
 */
final class Growth {
    /** Fainter ones are dropped. */
    private static final float FAINTEST = 0.01f;

    /** Of the longest axis, when one becomes two at half of it to either side. */
    private static final float SHRINK = 0.6f;

    private final TrainedState state;

    Growth(TrainedState state) {
        this.state = state;
    }

    /** Drops the faint and splits others until there are so many, or all were split once. */
    void to(int target) {
        int kept = drop();
        int more = Math.clamp(target - kept, 0, kept);
        int[] split = most(kept, more);
        state.resize(kept + more);
        for (int i = 0; i < more; i++) {
            split(split[i], kept + i);
        }
        Arrays.fill(state.pull(), 0);
    }

    private int drop() {
        int kept = 0;
        for (int i = 0; i < state.splats().count(); i++) {
            if (Splats.sigmoid(state.splats().get(i, Splats.OPACITY)) > FAINTEST) {
                state.move(i, kept++);
            }
        }
        state.resize(kept);
        return kept;
    }

    /** The numbers of those that pull most. */
    private int[] most(int of, int count) {
        long[] order = new long[of];
        for (int i = 0; i < of; i++) { // never negative, so they sort as their bits do
            order[i] = -((long) Float.floatToRawIntBits(state.pull()[i]) << 32) + i;
        }
        Arrays.sort(order);
        int[] most = new int[count];
        for (int i = 0; i < count; i++) {
            most[i] = (int) order[i];
        }
        return most;
    }

    private void split(int splat, int other) {
        Splats splats = state.splats();
        state.forget(splat);
        splats.move(splat, other);
        int longest = Splats.SCALE;
        for (int k = 1; k < 3; k++) {
            if (splats.get(splat, Splats.SCALE + k) > splats.get(splat, longest)) {
                longest = Splats.SCALE + k;
            }
        }
        float log = splats.get(splat, longest);
        float[] axes = axes(splats, splat);
        for (int k = 0; k < 3; k++) {
            float shift = axes[3 * k + longest - Splats.SCALE] * (float) Math.exp(log) / 2;
            float middle = splats.get(splat, Splats.POSITION + k);
            splats.set(splat, Splats.POSITION + k, middle - shift);
            splats.set(other, Splats.POSITION + k, middle + shift);
        }
        splats.set(splat, longest, log + (float) Math.log(SHRINK));
        splats.set(other, longest, log + (float) Math.log(SHRINK));
    }

    private static float[] axes(Splats splats, int splat) {
        double[] q = new double[4];
        for (int k = 0; k < 4; k++) {
            q[k] = splats.get(splat, Splats.ROTATION + k);
        }
        return Pose.of(q, new double[3]).rotation();
    }
}
