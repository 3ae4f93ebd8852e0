package dev.sluice.shared.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** JSON that jobs read and write. */
public final class JobJson {
    private JobJson() {}

    /** For a mapper that jobs use. */
    public static JsonFactory factory() {
        // By default each thread has buffers of its own, and each job runs on a new virtual thread:
        // they were 16 % of all bytes that a worker allocated.
        return JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                .build();
    }
}
