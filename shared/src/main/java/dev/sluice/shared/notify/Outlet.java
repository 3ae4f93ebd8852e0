package dev.sluice.shared.notify;

import java.time.Duration;
import java.util.List;

/** One way out, by its own protocol. Safe for use by many threads. */
interface Outlet extends AutoCloseable {
    /** What it is, and where it leads; without secrets, paths and queries. */
    Channel channel();

    /** Most notifications of one call. */
    int batch();

    /** Most calls at the same time. */
    int calls();

    /**
     * Makes one call.
     *
     * @param batch 1 to {@link #batch}
     * @param within when the call ends at the latest
     * @return an answer for each, in their order; what goes wrong is an answer, no exception
     */
    List<Answer> send(List<Notification> batch, Duration within) throws InterruptedException;

    @Override
    void close();
}
