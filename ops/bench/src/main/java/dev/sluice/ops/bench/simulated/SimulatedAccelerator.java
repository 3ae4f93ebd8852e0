package dev.sluice.ops.bench.simulated;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.worker.model.Accelerator;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.model.Runner;
import dev.sluice.worker.model.Tensor;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A device that only takes time. Graphs are loaded for their ports; every answer is the same. The
 * device is busy for exactly its cost from the start of each run, and idle until the next: a host
 * thread that wakes up late wastes the device's time, as it would with a real one.
 */
final class SimulatedAccelerator implements Accelerator {
    private final Device device;

    // Guarded by this.
    private long busyUntil = System.nanoTime();
    private long startedNanos;

    SimulatedAccelerator(Device device) {
        this.device = device;
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
        long cost = device.nanos(items);
        startedNanos += cost;
        busyUntil = System.nanoTime() + cost;
        return busyUntil;
    }

    @Override
    public String toString() {
        return "an accelerator (" + device + ")";
    }

    /** One model on the device. */
    private final class Simulation implements Runner {
        private final OnnxModel model;
        private final Map<String, Tensor> answer = new HashMap<>();
        private final CountDownLatch terminated = new CountDownLatch(1);

        Simulation(OnnxModel model) {
            this.model = model;
            model.outputs().forEach((name, port) -> answer.put(name, even(port)));
        }

        @Override
        public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
            long end = begin(items.size());
            try {
                if (terminated.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw ended(new IllegalStateException("terminated"));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ended(e);
            }
            return Collections.nCopies(items.size(), answer);
        }

        private static RunFailed ended(Exception cause) {
            return new RunFailed("the simulated run was ended", cause, false);
        }

        @Override
        public void terminate() {
            terminated.countDown();
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
