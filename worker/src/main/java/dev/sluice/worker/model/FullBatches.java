package dev.sluice.worker.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A model that sees full batches only, the last item standing in for those that are missing. On
 * CUDA each size of batch that differs from the one before may cost ONNX Runtime a new plan for
 * every convolution, which takes longer than hundreds of batches (RATIONALE.md has the figures).
 */
final class FullBatches implements Runner {
    private final Runner runner;

    /** Only {@link #run} touches it, which has one caller at a time. */
    private int full;

    /**
     * @param runner is closed with this
     * @param full items of a full batch
     */
    FullBatches(Runner runner, int full) {
        this.runner = runner;
        this.full = full;
    }

    /** Where a full batch finds no memory, this one runs as it is and counts as full from now. */
    @Override
    public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
        if (items.size() < full) {
            try {
                return runner.run(filled(items)).subList(0, items.size());
            } catch (RunFailed e) {
                if (!e.outOfMemory()) {
                    throw e;
                }
                full = items.size();
            }
        }
        return runner.run(items);
    }

    private List<Map<String, Tensor>> filled(List<Map<String, Tensor>> items) {
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
