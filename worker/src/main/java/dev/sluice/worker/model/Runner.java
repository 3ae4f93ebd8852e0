package dev.sluice.worker.model;

import java.util.List;
import java.util.Map;

/**
 * What runs the batches of one model: a session of ONNX Runtime, or in benchmarks and unit tests
 * something that plays one. {@link #run} is called by one thread at a time: at start-up by the one
 * that makes the worker, with the warm-up input alone and as a full batch, then by the model's own.
 */
public interface Runner extends AutoCloseable {
    /**
     * Runs one batch; on an accelerator that runs one at a time nothing else runs meanwhile.
     *
     * @param items the inputs of each by name, 1 up to the pipeline's {@code batch.max}, all of the
     *     same types and shapes
     * @return the outputs of each item by name, in order
     * @throws RunFailed if the runtime refused; nothing is known of any item then
     */
    List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed;

    /**
     * As the other, and hands on what an item gave as soon as it is there, where a batch's items
     * end one by one.
     *
     * @param early may be told of any of the items, on any thread; of none by default
     */
    default List<Map<String, Tensor>> run(List<Map<String, Tensor>> items, Early early)
            throws RunFailed {
        return run(items);
    }

    /** Is told of items that end before their batch does. */
    @FunctionalInterface
    interface Early {
        /**
         * @param item its place in the batch
         * @throws RunFailed if the outputs are refused: the batch has failed then
         */
        void ended(int item, Map<String, Tensor> outputs) throws RunFailed;
    }

    /**
     * Asks a run in progress, if there is one, to end by failing; called from other threads. A run
     * that has not ended five seconds later ends the process (RULES 15).
     */
    void terminate();

    /** Frees the model; called when no run is in progress, and none comes after. */
    @Override
    void close();

    /** The runtime refused a batch. */
    final class RunFailed extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean outOfMemory;

        /**
         * @param outOfMemory whether a smaller batch might run
         */
        public RunFailed(String message, Throwable cause, boolean outOfMemory) {
            super(message, cause);
            this.outOfMemory = outOfMemory;
        }

        boolean outOfMemory() {
            return outOfMemory;
        }
    }
}
