package dev.sluice.ops.bench.fairness;

import dev.sluice.ops.bench.stand.Progress;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.model.Runner;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Plays a model, and the task that calls it once for each upload. A batch takes its time. */
record SimulatedModel(double fixedMillis, double perItemMillis)
        implements Runner, Task<SimulatedModel.Nothing> {
    static final Map<String, Tensor> INPUT = Map.of("x", Tensor.floats(new float[] {1}, 1));

    /** What an upload holds. */
    static final class Nothing implements AutoCloseable {
        @Override
        public void close() {}
    }

    @Override
    public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
        try {
            double millis = fixedMillis + perItemMillis * items.size();
            Progress.pause(Duration.ofNanos(Math.round(millis * 1e6)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailed("the simulated run was ended", e, false);
        }
        return Collections.nCopies(items.size(), INPUT);
    }

    @Override
    public void terminate() {}

    @Override
    public void close() {}

    @Override
    public Reader<Nothing> reader() {
        return content ->
                new Reader.Header<>() {
                    @Override
                    public long memory() {
                        return content.length;
                    }

                    @Override
                    public Nothing decode() {
                        return new Nothing();
                    }
                };
    }

    @Override
    public Finding run(Nothing input, Context job) throws Exception {
        var _ = job.model(Pipeline.MODEL).lastCall(List.of(INPUT));
        return new Finding.Found(new Result("simulated", Map.of(), Map.of()));
    }
}
