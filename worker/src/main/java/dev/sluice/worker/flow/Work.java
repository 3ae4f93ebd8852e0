package dev.sluice.worker.flow;

import dev.sluice.worker.model.JobModels;

/** What is done with an upload between its message and what becomes of it. */
interface Work {
    /**
     * What a job works with.
     *
     * @param models as it sees them
     * @param files its folder, which lasts until it is settled
     */
    record Means(JobModels models, Scratch files) {}

    /**
     * Does it, while the job's clock runs.
     *
     * @throws Exception for {@link Judge} to say what it means
     */
    Outcome on(Upload upload, Delivery delivery, Means means) throws Exception;
}
