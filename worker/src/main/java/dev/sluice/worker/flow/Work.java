package dev.sluice.worker.flow;

import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.worker.model.JobModels;
import dev.sluice.worker.task.FileTask;

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

    /**
     * What the task of a service does: work on files, or on uploads that fit into memory.
     *
     * @param source of the latter
     */
    static <I extends AutoCloseable> Work of(
            Service<I> service, Source source, JobTable table, World world) {
        return service.task() instanceof FileTask task
                ? new StageWork(service.pipeline(), task, table, world)
                : new MemoryWork<>(service, world.machine(), source);
    }
}
