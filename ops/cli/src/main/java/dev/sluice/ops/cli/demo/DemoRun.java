package dev.sluice.ops.cli.demo;

import dev.sluice.ops.cli.local.LocalFleet;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.cli.shell.Progress;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.Naming;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.ops.fleet.Sent;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.ops.fleet.Uploads;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.vector.CollectionKey;

import software.amazon.awssdk.core.sync.RequestBody;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Uploads, waits, collects: all that the demo knows of the fleet comes from S3 and DynamoDB. */
final class DemoRun {
    private static final String CUSTOMER = "demo";
    private static final String COLLECTION = "samples";
    private static final int UPLOADS = 4;
    private static final Duration POLL = Duration.ofMillis(200);

    /** Without any new result the demo gives up after this, and so much more a picture. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration PATIENCE_PER_PICTURE = Duration.ofSeconds(10);

    private final Console console;
    private final Fleet fleet;
    private final LocalFleet local;
    private final Rows rows;
    private final Path saved;

    /**
     * @param saved folder for annotated pictures
     */
    DemoRun(Console console, Fleet fleet, LocalFleet local, Path saved) {
        this.console = console;
        this.fleet = fleet;
        this.local = local;
        this.rows = new Rows(fleet.clients().dynamodb(), fleet.settings().table());
        this.saved = saved;
    }

    Report of(List<Picture> pictures) throws InterruptedException {
        long start = System.nanoTime();
        Naming naming = new Naming(CUSTOMER, Map.of(CollectionKey.VARIABLE, COLLECTION));
        Map<Boolean, List<Picture>> afterwards =
                pictures.stream()
                        .collect(
                                Collectors.partitioningBy(
                                        p -> p.pipeline().name().equals(ShippedSamples.MATCH)));
        List<Sent> sent = new ArrayList<>();
        Map<Sent, Row> settled = new LinkedHashMap<>();
        for (boolean last : new boolean[] {false, true}) {
            List<Sent> some = upload(afterwards.getOrDefault(last, List.of()), naming);
            sent.addAll(some);
            settled.putAll(await(some));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Results results = new Results(fleet.clients().s3(), fleet.settings().resultBucket(), saved);
        List<Job> jobs =
                sent.stream()
                        .map(
                                upload ->
                                        Optional.ofNullable(settled.get(upload))
                                                .map(
                                                        row ->
                                                                results.of(
                                                                        upload.submission(),
                                                                        last(upload, row)))
                                                .orElseGet(() -> missing(upload.submission())))
                        .toList();
        return new Report(jobs, took, local.batches(), local.usage(), saved);
    }

    /** Of an upload in parts, what the row says when all have come. */
    private Row last(Sent upload, Row row) {
        Submission submission = upload.submission();
        return submission.pipeline().inParts()
                ? rows.of(List.of(submission)).getOrDefault(submission.rowID(), row)
                : row;
    }

    private static Job missing(Submission submission) {
        return new Job(submission, Optional.empty(), Map.of(), Optional.empty());
    }

    /** Some at a time: pictures that are to be generated take a core each. */
    private List<Sent> upload(List<Picture> pictures, Naming naming) throws InterruptedException {
        if (pictures.isEmpty()) {
            return List.of();
        }
        List<Sent> sent = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(UPLOADS);
                Progress progress = Progress.start(console, "Uploading", pictures.size())) {
            List<Future<Sent>> uploads = new ArrayList<>();
            for (Picture picture : pictures) {
                Submission submission = naming.next(picture.file(), picture.pipeline());
                uploads.add(threads.submit(() -> upload(picture, submission)));
            }
            for (Future<Sent> upload : uploads) {
                sent.add(upload.get());
                progress.at(sent.size());
            }
            return sent;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(e.getCause());
        }
    }

    private Sent upload(Picture picture, Submission submission) {
        return new Uploads(fleet.clients().s3(), fleet.settings().bucket())
                .put(
                        submission,
                        RequestBody.fromBytes(picture.content().get()),
                        picture.metadata(),
                        Optional.empty());
    }

    /** Ends early when a program has ended, for then nothing more will come. */
    private Map<Sent, Row> await(List<Sent> sent) throws InterruptedException {
        Map<Sent, Row> settled = new LinkedHashMap<>();
        if (sent.isEmpty()) {
            return settled;
        }
        List<Sent> open = new ArrayList<>(sent);
        long patience = PATIENCE.plus(PATIENCE_PER_PICTURE.multipliedBy(sent.size())).toNanos();
        long lastResult = System.nanoTime();
        StagesProgress stages = new StagesProgress(console, rows, fleet.settings().bucket());
        try (Progress progress = Progress.start(console, "Completing", sent.size())) {
            while (true) {
                boolean over = local.ended().isDone();
                boolean stagesGoOn = stages.look(open);
                Map<Sent, Row> news = rows.settled(open);
                settled.putAll(news);
                open.removeAll(news.keySet());
                progress.at(settled.size());
                if (!news.isEmpty() || stagesGoOn) {
                    lastResult = System.nanoTime();
                }
                if (open.isEmpty() || over || System.nanoTime() - lastResult > patience) {
                    return settled;
                }
                Pause.of(POLL);
            }
        }
    }
}
