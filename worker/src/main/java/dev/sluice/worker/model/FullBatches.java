package dev.sluice.worker.model;

import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.model.BatchQueue.Shape;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A model on CUDA, where a batch of another size than the one before may cost ONNX Runtime a new
 * plan for every convolution: with some models nothing, with others as much as hundreds of batches
 * (RATIONALE.md has the figures). The first run finds out. Where a full batch takes less time than
 * such a change, batches of items of the first one's shape are filled up, the last item standing in
 * for those that are missing.
 */
final class FullBatches implements Runner {
    private static final Logger log = LoggerFactory.getLogger(FullBatches.class);
    private static final int UNKNOWN = 0;

    private final String name;
    private final Runner runner;
    private final int max;
    private final Ticker ticker;

    // Touched by run alone, which has one caller at a time.
    private int full = UNKNOWN;
    private Shape first = new Shape(Map.of());

    /**
     * @param name of the pipeline, for the log
     * @param runner is closed with this
     * @param max items of a full batch
     */
    FullBatches(String name, Runner runner, int max, Ticker ticker) {
        this.name = name;
        this.runner = runner;
        this.max = max;
        this.ticker = ticker;
    }

    @Override
    public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
        if (full == UNKNOWN) {
            first = Shape.of(items.getFirst());
            full = isChangeDearer(items.subList(0, 1)) ? max : 1;
        }
        while (items.size() < full && Shape.of(items.getFirst()).equals(first)) {
            try {
                return runner.run(filled(items, full)).subList(0, items.size());
            } catch (RunFailed e) {
                if (!e.outOfMemory()) {
                    throw e;
                }
                full = Math.max(items.size(), full / 2);
                log.warn("{}: no memory for a full batch; {} count as full now", name, full);
            }
        }
        return runner.run(items);
    }

    /** Each size has run before it is timed, for what a first run loads is paid once only. */
    private boolean isChangeDearer(List<Map<String, Tensor>> one) throws RunFailed {
        List<Map<String, Tensor>> all = filled(one, max);
        var _ = runner.run(one);
        var _ = runner.run(all);
        Duration whole = timed(all);
        Duration change = timed(one);
        boolean dearer = change.compareTo(whole) > 0;
        log.info(
                "{}: batches {}, for a full one takes {} µs, and one of another size {} µs",
                name,
                dearer ? "are filled up" : "run as they come",
                whole.toNanos() / 1000,
                change.toNanos() / 1000);
        return dearer;
    }

    private Duration timed(List<Map<String, Tensor>> items) throws RunFailed {
        long begun = ticker.nanos();
        var _ = runner.run(items);
        return Duration.ofNanos(ticker.nanos() - begun);
    }

    private static List<Map<String, Tensor>> filled(List<Map<String, Tensor>> items, int full) {
        List<Map<String, Tensor>> filled = new ArrayList<>(items);
        filled.addAll(Collections.nCopies(full - items.size(), items.getLast()));
        return filled;
    }

    @Override
    public void terminate() {
        runner.terminate();
    }

    @Override
    public void close() {
        runner.close();
    }
}
