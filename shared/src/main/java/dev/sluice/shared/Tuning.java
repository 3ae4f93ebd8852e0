package dev.sluice.shared;

import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * What the defaults rarely need: the file's {@code worker} section.
 *
 * @param permits messages held at the same time, for each pipeline; empty: as many as it needs, see
 *     {@link #permits(Pipeline)}
 * @param pollers long polls at the same time, for each pipeline
 * @param connections to S3 and to DynamoDB; at least the permits of all pipelines
 * @param memory bytes for uploads, packed and decoded, and what is made of them; most of them are
 *     outside the heap
 * @param cores platform threads for decoding and the like, and for inference on a CPU
 * @param pollWait length of a long poll; 20 s, which saves receives, or 1 s where SQS is on this
 *     machine: a stop waits for receives under way
 * @param heedsRebalance whether a worker leaves a spot instance that EC2 recommends to leave
 */
public record Tuning(
        Optional<Integer> permits,
        int pollers,
        Optional<Integer> connections,
        long memory,
        int cores,
        Duration pollWait,
        boolean heedsRebalance) {
    /** Enough to fetch, decode and write while others wait, whatever the pipeline is. */
    private static final int FEWEST = 64;

    private static final int MOST = 10_000;

    /**
     * One runs, one is ready, and four batches' jobs are being fetched, decoded and written: with
     * two, batches of 32 ran two thirds full; with six, full.
     */
    private static final int BATCHES = 6;

    /**
     * In halves: a job holds its permit while its line waits, so one pack's jobs wait for it to
     * fill, another's for its PUT and their rows, and half a pack's are on their way. With less
     * than one pack none ever fills; with this, one customer's packs do.
     */
    private static final int HALF_PACKS = 5;

    /** SQS's limit. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(20);

    static Tuning read(Section worker, AwsAccess aws) {
        Tuning tuning =
                new Tuning(
                        worker.optionalText("permits")
                                .map(_ -> worker.integer("permits", FEWEST, 1, MOST)),
                        worker.integer("pollers", 2, 1, 100),
                        worker.optionalText("connections")
                                .map(_ -> worker.integer("connections", 64, 1, 100_000)),
                        worker.bytes("memory", Memory.ofProcess().forUploads()),
                        worker.integer(
                                "cores", Runtime.getRuntime().availableProcessors(), 1, 1024),
                        worker.duration(
                                "pollWait",
                                aws.isHere("sqs") ? Duration.ofSeconds(1) : LONGEST_POLL,
                                Duration.ZERO,
                                LONGEST_POLL),
                        worker.flag("heedsRebalance", true));
        worker.done();
        return tuning;
    }

    /** Messages of one pipeline that a worker holds at the same time. */
    public int permits(Pipeline pipeline) {
        return pipeline.stages()
                .stage()
                .map(stage -> stage.jobs()) // others are better off with another worker
                .orElseGet(() -> permits.orElseGet(() -> enough(pipeline)));
    }

    /** What it takes to fill the pipeline's batches, and one customer's packs. */
    private static int enough(Pipeline pipeline) {
        int largest =
                pipeline.models().values().stream()
                        .mapToInt(model -> model.batch().max())
                        .max()
                        .orElse(1);
        int batches = BATCHES * largest;
        Output.Documents documents = pipeline.output().documents();
        int packs =
                switch (documents.results()) {
                    case OBJECT -> 0;
                    case PACKED -> Math.ceilDiv(HALF_PACKS * documents.pack().lines(), 2);
                };
        return Math.clamp(Math.max(batches, packs), FEWEST, MOST);
    }
}
