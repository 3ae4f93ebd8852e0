package dev.sluice.worker.task.splats.gaussians;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** All that training changes: what a checkpoint holds. One thread, the crew's steps aside. */
final class TrainedState {
    private final Splats splats;
    private final Splats first; // moments
    private final Splats second;
    private final Splats gradient; // of this step alone
    private final Falloff falloff = new Falloff();
    private float[] pull; // how hard each was pulled since the last growth
    private int step;

    TrainedState(Splats splats) {
        this(splats, new Splats(splats.count()), new Splats(splats.count()));
    }

    private TrainedState(Splats splats, Splats first, Splats second) {
        this.splats = splats;
        this.first = first;
        this.second = second;
        gradient = new Splats(splats.count());
        pull = new float[splats.count()];
    }

    Splats splats() {
        return splats;
    }

    Splats gradient() {
        return gradient;
    }

    Falloff falloff() {
        return falloff;
    }

    Adam.Moments moments() {
        return new Adam.Moments(first.values(), second.values());
    }

    float[] pull() {
        return pull;
    }

    /** How many steps were made. */
    int step() {
        return step;
    }

    void next() {
        step++;
    }

    void resize(int count) {
        splats.resize(count);
        first.resize(count);
        second.resize(count);
        gradient.resize(count);
        pull = Arrays.copyOf(pull, count);
    }

    /** One splat with all that belongs to it overwrites another. */
    void move(int from, int to) {
        splats.move(from, to);
        first.move(from, to);
        second.move(from, to);
        pull[to] = pull[from];
    }

    /** Its moments begin anew. */
    void forget(int splat) {
        for (int k = 0; k < Splats.STRIDE; k++) {
            first.set(splat, k, 0);
            second.set(splat, k, 0);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(step);
        out.writeInt(splats.count());
        write(out, splats.copy());
        write(out, first.copy());
        write(out, second.copy());
        write(out, pull);
        write(out, falloff.state());
    }

    /**
     * @param size more bytes than there are, at most
     */
    static TrainedState read(DataInput in, long size) throws IOException {
        int step = in.readInt();
        int count = in.readInt();
        if (count < 0 || 12L * Splats.STRIDE * count > size) {
            throw new EOFException();
        }
        int numbers = Math.multiplyExact(count, Splats.STRIDE);
        TrainedState state =
                new TrainedState(
                        new Splats(read(in, numbers)),
                        new Splats(read(in, numbers)),
                        new Splats(read(in, numbers)));
        state.step = step;
        state.pull = read(in, count);
        state.falloff.restore(read(in, state.falloff.state().length));
        return state;
    }

    private static void write(DataOutput out, float[] numbers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
        bytes.asFloatBuffer().put(numbers);
        out.write(bytes.array());
    }

    private static float[] read(DataInput in, int count) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(4, count)];
        in.readFully(bytes);
        float[] numbers = new float[count];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(numbers);
        return numbers;
    }
}
