package dev.sluice.worker.task;

import java.util.Map;

/**
 * Where a long job says how far it is, for its row; short jobs do without. It may say so as often
 * as it likes: the row is written at most every ten seconds.
 */
@FunctionalInterface
public interface Progress {
    /** Nobody waits for the answer any more. */
    final class NotNeeded extends Exception {
        private static final long serialVersionUID = 1;

        public NotNeeded() {
            super("the row is settled, or tells of another upload");
        }
    }

    /**
     * @param state the row's {@code progress}, in the place of what it said before; small strings,
     *     numbers and maps of these
     * @throws NotNeeded if the work is for nothing; the task lets it through
     * @throws InterruptedException if the job was cut off
     */
    void report(Map<String, Object> state) throws NotNeeded, InterruptedException;
}
