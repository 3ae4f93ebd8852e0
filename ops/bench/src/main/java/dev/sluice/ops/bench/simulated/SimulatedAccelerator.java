package dev.sluice.ops.bench.simulated;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.time.Ticker;
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
    private final Ticker ticker;

    // Guarded by this.
    private long busyUntil;
    private long startedNanos;

    SimulatedAccelerator(Device device, Ticker ticker) {
        this.device = device;
        this.ticker = ticker;
        this.busyUntil = ticker.nanos();
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
        return startedNanos - Math.max(0, busyUntil - ticker.nanos());
    }

    private synchronized long begin(int items) {
        long cost = device.nanos(items);
        startedNanos += cost;
        busyUntil = ticker.nanos() + cost;
        return busyUntil;
    }

    @Override
    public String toString() {
        return "an accelerator (" + device + ")";
    }

    /** One model on the device. */
    private final class Simulation implements Runner {
        private final OnnxModel model;
        private final Map<String, Tensor> answer;
        private final CountDownLatch terminated = new CountDownLatch(1);

        Simulation(OnnxModel model) {
            this.model = model;
            this.answer = answer(model);
        }

        @Override
        public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
            long end = begin(items.size());
            try {
                if (terminated.await(end - ticker.nanos(), TimeUnit.NANOSECONDS)) {
                    throw ended(new IllegalStateException("terminated"));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ended(e);
            }
            return Collections.nCopies(items.size(), answer);
        }

        private RunFailed ended(Exception cause) {
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
    private static Map<String, Tensor> answer(OnnxModel model) {
        Map<String, Tensor> answer = new HashMap<>();
        model.outputs()
                .forEach(
                        (name, port) -> {
                            if (port.element().startsWith("float")) {
                                answer.put(name, even(port));
                            }
                        });
        return Map.copyOf(answer);
    }

    private static Tensor even(Port port) {
        long[] shape = port.shape().stream().skip(1).mapToLong(side -> Math.max(1, side)).toArray();
        int count = 1;
        for (long side : shape) {
            count = Math.multiplyExact(count, Math.toIntExact(side));
        }
        float[] values = new float[count];
        Arrays.fill(values, 1f / count);
        return Tensor.floats(values, shape);
    }
}
