package dev.sluice.worker.model;

import java.util.List;
import java.util.Map;

/**
 * A loaded model as one job sees it. Calls of many jobs join one batch; each blocks its (virtual)
 * thread until its own items are done. Not shared between jobs.
 */
public interface Model {
    /**
     * Runs items through the model; they may be split over batches and mixed with other jobs'
     * items.
     *
     * @param items one map per item, from the graph's input names to tensors without the batch
     *     dimension
     * @return for each item, in order, the graph's outputs by name
     * @throws ModelFailure if an item failed alone, after its batch was bisected
     * @throws InterruptedException if the job was cancelled (lost lease, time-out, drain)
     */
    List<Map<String, Tensor>> call(List<Map<String, Tensor>> items)
            throws ModelFailure, InterruptedException;

    /**
     * As {@link #call}, and says that this job will not call the model again, so that nobody's
     * batch waits for it (RULES 18).
     */
    List<Map<String, Tensor>> lastCall(List<Map<String, Tensor>> items)
            throws ModelFailure, InterruptedException;
}
