package dev.sluice.ops.bench.simulated;

import dev.sluice.ops.bench.stand.Progress;
import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.worker.model.Accelerator;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.model.Runner;
import dev.sluice.worker.model.Tensor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A device that only takes time; graphs are loaded for their ports. It is busy for exactly its cost
 * from the start of each run: a host thread that wakes up late wastes the device's time.
 */
final class SimulatedAccelerator implements Accelerator {
    private final double fixedMillis;
    private final double perItemMillis;

    // Guarded by this.
    private long busyUntil = System.nanoTime();
    private long startedNanos;

    /** A batch of n takes a + b·n milliseconds, and no CPU. */
    SimulatedAccelerator(double a, double b) {
        this.fixedMillis = a;
        this.perItemMillis = b;
    }

    @Override
    public OnnxModel load(Path file) {
        return new OnnxRuntime(false, 1).load(file);
    }

    @Override
    public Runner runner(String name, Batch batches, OnnxModel model) {
        return new Simulation(model);
    }

    @Override
    public boolean runsOneAtATime() {
        return true;
    }

    /** How long the device has been busy so far. */
    synchronized long busyNanos() {
        return startedNanos - Math.max(0, busyUntil - System.nanoTime());
    }

    private synchronized long begin(int items) {
        long cost = Math.round((fixedMillis + perItemMillis * items) * 1e6);
        startedNanos += cost;
        busyUntil = System.nanoTime() + cost;
        return busyUntil;
    }

    @Override
    public String toString() {
        return "a simulated accelerator, %s + %s·n ms".formatted(fixedMillis, perItemMillis);
    }

    /** One model on the device. */
    private final class Simulation implements Runner {
        private final OnnxModel model;
        private final Map<String, Tensor> answer = new HashMap<>();

        Simulation(OnnxModel model) {
            this.model = model;
            model.outputs().forEach((name, port) -> answer.put(name, even(port)));
        }

        @Override
        public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
            try {
                Progress.pause(Duration.ofNanos(begin(items.size()) - System.nanoTime()));
                return Collections.nCopies(items.size(), answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunFailed("the simulated run was ended", e, false);
            }
        }

        @Override
        public void terminate() {
            // a run ends within milliseconds
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /** The same number everywhere, 1 over the number of values; free dimensions are 1. */
    private static Tensor even(Port port) {
        long[] shape = port.shape().stream().skip(1).mapToLong(side -> Math.max(1, side)).toArray();
        int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        float[] values = new float[count];
        Arrays.fill(values, 1f / count);
        return Tensor.floats(values, shape);
    }
}
