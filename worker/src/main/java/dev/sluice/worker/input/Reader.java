package dev.sluice.worker.input;

/**
 * Reads uploads of one kind: pictures, for example. Called by many threads at once.
 *
 * @param <I> what a task is given
 */
@FunctionalInterface
public interface Reader<I extends AutoCloseable> {
    /**
     * The guard before anything is decoded: plain Java and microseconds, for a few kilobytes may
     * claim gigabytes of memory, or hours of work.
     *
     * @param content the upload, whole
     * @throws Undecodable if it is no input of this kind, was cut off, or would cost too much
     */
    Header<I> header(byte[] content) throws Undecodable;

    /** What an upload says of itself. */
    interface Header<I extends AutoCloseable> {
        /** Bytes that the job will need at most, from decoding to its finding (RULES 17). */
        long memory();

        /**
         * Decodes it; call on {@link dev.sluice.worker.machine.Cpu}.
         *
         * @return what the caller closes
         * @throws Undecodable if it is broken
         */
        I decode() throws Undecodable;
    }
}
