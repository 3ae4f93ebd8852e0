package dev.sluice.worker.model;

import java.util.List;
import java.util.Map;

/** What runs batches: a session of ONNX Runtime, or in unit tests something that plays one. */
interface Runner extends AutoCloseable {
    /**
     * Runs one batch; all items have the same shapes.
     *
     * @return the outputs of each item, in order
     * @throws RunFailed if the runtime refused; nothing is known of any item then
     */
    List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed;

    /** Asks a run in progress to end; called from another thread. */
    void terminate();

    @Override
    void close();

    /** The runtime refused a batch. */
    final class RunFailed extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean outOfMemory;

        RunFailed(String message, Throwable cause, boolean outOfMemory) {
            super(message, cause);
            this.outOfMemory = outOfMemory;
        }

        /** Whether a smaller batch might run. */
        boolean outOfMemory() {
            return outOfMemory;
        }
    }
}
