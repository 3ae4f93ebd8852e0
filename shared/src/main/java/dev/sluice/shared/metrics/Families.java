package dev.sluice.shared.metrics;

import static dev.sluice.shared.metrics.Family.Group.MODEL;
import static dev.sluice.shared.metrics.Family.Group.MONEY;
import static dev.sluice.shared.metrics.Family.Group.PROCESS;
import static dev.sluice.shared.metrics.Family.Group.QUEUE;
import static dev.sluice.shared.metrics.Family.Group.WORK;
import static dev.sluice.shared.metrics.Family.Kind.COUNTER;
import static dev.sluice.shared.metrics.Family.Kind.GAUGE;
import static dev.sluice.shared.metrics.Family.Kind.TIMER;
import static dev.sluice.shared.metrics.Family.Unit.BYTES;
import static dev.sluice.shared.metrics.Family.Unit.DOLLARS;
import static dev.sluice.shared.metrics.Family.Unit.RATIO;
import static dev.sluice.shared.metrics.Family.Unit.SECONDS;

import dev.sluice.shared.metrics.Family.Group;
import dev.sluice.shared.metrics.Family.Kind;
import dev.sluice.shared.metrics.Family.Program;

import java.util.List;
import java.util.Set;

/**
 * Everything that is measured, once: what Prometheus is told, what CloudWatch is told, the
 * dashboards and the table in docs/metrics.md are made from this list.
 *
 * <p>Java's and the process's own figures ({@code jvm_…}, {@code process_…}, {@code system_…}) are
 * Micrometer's and not in it.
 */
public final class Families {
    public static final Family JOBS =
            worker(WORK, COUNTER, "sluice.jobs")
                    .labels("pipeline", "outcome", "reason")
                    .cloudwatch("FailedJobs", "Count")
                    .help("Messages that ended; reason is the code of a failed row");

    public static final Family JOB =
            worker(WORK, TIMER, "sluice.job")
                    .in(SECONDS)
                    .labels("pipeline")
                    .cloudwatch("JobSeconds", "Seconds")
                    .help("A completed job, from its fetch until it is settled");

    public static final Family STAGE =
            worker(WORK, TIMER, "sluice.stage")
                    .in(SECONDS)
                    .labels("pipeline", "stage")
                    .help("Parts of completed jobs, settle with the wait for a batch of deletes");

    public static final Family HELD =
            worker(WORK, GAUGE, "sluice.messages.held").labels("pipeline").help("Messages in hand");

    public static final Family PERMITS =
            worker(WORK, GAUGE, "sluice.permits")
                    .labels("pipeline")
                    .help("Messages that may be in hand at the same time");

    public static final Family PERMITS_TAKEN =
            worker(WORK, GAUGE, "sluice.permits.taken")
                    .labels("pipeline")
                    .help("Permits with messages in hand, or parked at pollers");

    public static final Family SERVICE =
            worker(WORK, GAUGE, "sluice.job.service")
                    .in(SECONDS)
                    .labels("pipeline")
                    .help("What one job takes of this worker while it is busy");

    public static final Family EVENTS =
            dispatcher(WORK, COUNTER, "sluice.events")
                    .labels("fate")
                    .help("What became of S3's events, and of dead letters");

    public static final Family BATCHES =
            worker(MODEL, COUNTER, "sluice.batches")
                    .labels("model")
                    .help("Batches that ran, without those that failed");

    public static final Family BATCH_ITEMS =
            worker(MODEL, COUNTER, "sluice.batch.items")
                    .labels("model")
                    .cloudwatch("BatchFill", "Percent")
                    .help("Items in them");

    public static final Family BATCH_SLOTS =
            worker(MODEL, COUNTER, "sluice.batch.slots")
                    .labels("model")
                    .help("Items that would have fitted in; items by slots is the fill");

    public static final Family BATCH_WAIT =
            worker(MODEL, COUNTER, "sluice.batch.wait")
                    .in(SECONDS)
                    .labels("model")
                    .help("Time that items waited for their batch to run");

    public static final Family ACCELERATOR_BUSY =
            worker(MODEL, COUNTER, "sluice.accelerator.busy")
                    .in(SECONDS)
                    .labels("model")
                    .cloudwatch("AcceleratorBusy", "Percent")
                    .help("Time the model ran, warm-ups and failed runs included");

    public static final Family GPU_MEMORY_USED =
            worker(MODEL, GAUGE, "sluice.gpu.memory.used")
                    .in(BYTES)
                    .labels("gpu")
                    .help("GPU memory in use by all processes; absent without NVML");

    public static final Family GPU_MEMORY =
            worker(MODEL, GAUGE, "sluice.gpu.memory.limit")
                    .in(BYTES)
                    .labels("gpu")
                    .help("GPU memory; absent without NVML");

    public static final Family GPU_UTILIZATION =
            worker(MODEL, GAUGE, "sluice.gpu.utilization")
                    .in(RATIO)
                    .labels("gpu")
                    .help(
                            "Part of the last sample period in which a kernel ran; absent without"
                                    + " NVML");

    public static final Family QUEUE_MESSAGES =
            both(QUEUE, GAUGE, "sluice.queue.messages")
                    .labels("pipeline", "state")
                    .help("Messages in the job queue, about, as SQS counts them");

    public static final Family QUEUE_AGE =
            worker(QUEUE, GAUGE, "sluice.queue.age")
                    .in(SECONDS)
                    .labels("pipeline")
                    .help(
                            "Longest wait in the queue of the jobs completed in the last minute; 0"
                                    + " if the queue is empty, NaN if neither is known");

    public static final Family BACKLOG =
            both(QUEUE, GAUGE, "sluice.backlog")
                    .in(SECONDS)
                    .labels("pipeline")
                    .cloudwatchByPipeline("BacklogSeconds", "Seconds")
                    .help("Until the workers there are would be through with what waits");

    public static final Family BACKLOG_WITHOUT_WORKERS =
            dispatcher(QUEUE, GAUGE, "sluice.backlog.without.workers")
                    .in(SECONDS)
                    .labels("pipeline")
                    .cloudwatchForScaling("BacklogWithoutWorkers", "Seconds")
                    .help(
                            "What waits while there is no worker, in work for one; else 0, and 1 if"
                                    + " nobody knows what a job takes");

    public static final Family WORKERS_BUSY =
            dispatcher(QUEUE, GAUGE, "sluice.workers.busy")
                    .in(RATIO)
                    .labels("pipeline")
                    .cloudwatchForScaling("WorkersBusy", "Percent")
                    .help("Part of their time that workers spend on jobs, 0 to 1");

    public static final Family AWS_REQUESTS =
            both(MONEY, COUNTER, "sluice.aws.requests")
                    .labels("service", "operation")
                    .help("Requests to AWS, retries included");

    public static final Family COST =
            both(MONEY, COUNTER, "sluice.cost")
                    .in(DOLLARS)
                    .help("Price of those requests and of DynamoDB's units");

    public static final Family COST_OF_JOBS =
            worker(MONEY, GAUGE, "sluice.cost.dollars.per.million.jobs")
                    .help("Dollars a million jobs, as in the last ten minutes; NaN if none ended");

    public static final Family CUSTOMER_JOBS =
            worker(MONEY, COUNTER, "sluice.customer.jobs")
                    .labels("customer")
                    .help("Jobs completed or failed, of the 20 busiest customers and of other");

    public static final Family CUSTOMER_COST =
            worker(MONEY, GAUGE, "sluice.customer.cost.dollars.per.million.jobs")
                    .labels("customer")
                    .help("Dollars a million jobs of that customer");

    public static final Family MEMORY_USED =
            worker(PROCESS, GAUGE, "sluice.memory.used")
                    .in(BYTES)
                    .labels("budget")
                    .help("Memory that jobs hold for downloads and for work");

    public static final Family MEMORY =
            worker(PROCESS, GAUGE, "sluice.memory.limit")
                    .in(BYTES)
                    .labels("budget")
                    .help("Memory that jobs may hold");

    public static final Family STATE =
            both(PROCESS, GAUGE, "sluice.state")
                    .labels("state")
                    .help("1 for the state it is in, else 0");

    public static final Family UPTIME =
            both(PROCESS, GAUGE, "sluice.uptime").in(SECONDS).help("Since the process started");

    public static final Family BUILD =
            both(PROCESS, GAUGE, "sluice.build").labels("program", "version").help("Always 1");

    /** All of them. */
    public static final List<Family> ALL =
            List.of(
                    JOBS,
                    JOB,
                    STAGE,
                    HELD,
                    PERMITS,
                    PERMITS_TAKEN,
                    SERVICE,
                    EVENTS,
                    BATCHES,
                    BATCH_ITEMS,
                    BATCH_SLOTS,
                    BATCH_WAIT,
                    ACCELERATOR_BUSY,
                    GPU_MEMORY_USED,
                    GPU_MEMORY,
                    GPU_UTILIZATION,
                    QUEUE_MESSAGES,
                    QUEUE_AGE,
                    BACKLOG,
                    BACKLOG_WITHOUT_WORKERS,
                    WORKERS_BUSY,
                    AWS_REQUESTS,
                    COST,
                    COST_OF_JOBS,
                    CUSTOMER_JOBS,
                    CUSTOMER_COST,
                    MEMORY_USED,
                    MEMORY,
                    STATE,
                    UPTIME,
                    BUILD);

    private Families() {}

    /** Those that a program tells. */
    public static List<Family> of(Program program) {
        return ALL.stream().filter(family -> family.programs().contains(program)).toList();
    }

    private static Family worker(Group group, Kind kind, String name) {
        return Family.of(group, kind, name, Set.of(Program.WORKER));
    }

    private static Family dispatcher(Group group, Kind kind, String name) {
        return Family.of(group, kind, name, Set.of(Program.DISPATCHER));
    }

    private static Family both(Group group, Kind kind, String name) {
        return Family.of(group, kind, name, Set.of(Program.values()));
    }
}
