package dev.sluice.worker.flow;

import dev.sluice.shared.aws.FileTransfer;
import dev.sluice.shared.aws.FileTransfer.Got;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.StageRows.Claim;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Stages.Stage;
import dev.sluice.worker.input.Size;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Lease.Calls;
import dev.sluice.worker.output.Milliseconds;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.stage.Manifest;
import dev.sluice.worker.stage.StageFiles;
import dev.sluice.worker.stage.Workspace;
import dev.sluice.worker.task.AttemptFailed;
import dev.sluice.worker.task.FileTask.Folders;
import dev.sluice.worker.task.Finding;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One attempt at a stage. */
final class StageAttempt {
    private static final Logger log = LoggerFactory.getLogger(StageAttempt.class);

    /** In the upload's user metadata: the stage to begin at. */
    private static final String STEP = "pipelinestep";

    private final StageWork.Parts parts;
    private final Pipeline lane;
    private final Stage stage;
    private final World world;
    private final Disk disk;
    private final Upload upload;
    private final Job job;
    private final Delivery delivery;
    private final Lease lease;
    private final Claim claim;
    private final Row row;
    private final long began;

    StageAttempt(StageWork.Parts parts, Upload upload, Delivery delivery, Claim claim, Row row) {
        this.parts = parts;
        this.lane = parts.lane();
        this.stage = parts.stage();
        this.world = parts.world();
        this.disk = parts.disk();
        this.began = world.machine().ticker().nanos();
        this.upload = upload;
        this.job = upload.job();
        this.delivery = delivery;
        this.lease = delivery.lease();
        this.claim = claim;
        this.row = row;
    }

    Outcome run(Work.Means means) throws Exception {
        Workspace space = Workspace.in(means.files().folder(), disk.quota());
        FileTransfer transfer = new FileTransfer(world.aws().s3(), this::calls);
        StageFiles files =
                new StageFiles(transfer, world.settings().resultBucket(), upload.ids(), job, space);
        Estimate estimate = new Estimate(lane.stages(), row, world.machine().clock().instant());
        StageFiles beside = files.by(new FileTransfer(world.aws().s3(), this::callsBeside));
        StageWatch.Watched watched =
                new StageWatch.Watched(job, claim, stage, parts.rows(), disk.checkpoints());
        try (StageWatch watch = StageWatch.begin(watched, beside, estimate, lease)) {
            try {
                return work(means, files, watch);
            } catch (StageFiles.TooMuch e) {
                return full(String.valueOf(e.getMessage()));
            } catch (StageFiles.Superseded e) {
                return new Outcome.Superseded(String.valueOf(e.getMessage()));
            } catch (Exception e) {
                Optional<StageWatch.Ending> ended = watch.ended();
                if (ended.isEmpty()) {
                    throw e;
                }
                Thread.interrupted();
                return switch (ended.get()) {
                    case TAKEN -> taken();
                    case FULL -> full("what it left there grew larger");
                };
            }
        }
    }

    /** For each call by itself: a transfer takes longer than any call may. */
    private FileTransfer.Calls calls() {
        Calls begun = lease.calls();
        return begun::close;
    }

    /** The job's clock goes on meanwhile. */
    private FileTransfer.Calls callsBeside() {
        lease.check();
        return () -> {};
    }

    private Outcome full(String what) {
        return new Outcome.Reject(
                new FailureReason(
                        "too-much-disk",
                        "Working on this file takes more than the %,d bytes of disk that %s may use: %s; upload a smaller one."
                                .formatted(disk.quota(), stage.name(), what)));
    }

    /** Stopped, replaced, or in other hands. */
    private Outcome taken() {
        Optional<Row> now;
        try (Calls _ = lease.calls()) {
            now = parts.table().read(job);
        }
        return now.map(row -> parts.standing().outcome(job, row, lease))
                .orElseGet(() -> new Outcome.Superseded("its row is gone"));
    }

    private Outcome work(Work.Means means, StageFiles files, StageWatch watch) throws Exception {
        Folders folders = files.space().folders();
        Map<String, String> metadata = Map.of();
        if (lane.stages().earlier().isEmpty() || stage.upload()) {
            Fetched fetched = fetch(files, watch);
            if (fetched.instead().isPresent()) {
                return fetched.instead().get();
            }
            metadata = fetched.metadata();
        }
        for (Stage earlier : lane.stages().earlier()) {
            Manifest manifest = files.manifest(earlier).orElseThrow(() -> lost(earlier));
            files.fetch(earlier, manifest, folders.input().resolve(earlier.name()));
        }
        if (files.restoreCheckpoint(stage)) {
            log.info("{} of {} goes on from its checkpoint", stage.name(), job.label());
        }
        watch.works();
        JobContext context =
                new JobContext(upload, means.models(), watch, means.files()).with(metadata);
        Finding finding;
        try {
            finding = parts.task().run(folders, context);
        } catch (Exception e) {
            boolean interrupted = Thread.interrupted();
            if (lease.alive()) {
                watch.lastWords();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throw e;
        } finally {
            watch.rests();
        }
        return switch (finding) {
            case Finding.Refused(FailureReason why) -> {
                watch.storeLog();
                yield new Outcome.Reject(why);
            }
            case Finding.Found(Result result) -> done(files, result, watch);
        };
    }

    private AttemptFailed lost(Stage earlier) {
        return new AttemptFailed(
                "the files of %s are gone; resume the job at that stage".formatted(earlier.name()));
    }

    private record Fetched(Optional<Outcome> instead, Map<String, String> metadata) {}

    private static Fetched instead(Outcome outcome) {
        return new Fetched(Optional.of(outcome), Map.of());
    }

    private Fetched fetch(StageFiles files, StageWatch watch) throws Exception {
        Optional<FailureReason> refused = Size.refused(job.size(), lane.limits().object());
        if (refused.isPresent()) {
            return instead(new Outcome.Reject(refused.get()));
        }
        Optional<Outcome> skipped =
                lane.stages().earlier().isEmpty() ? beginLater(files, watch) : Optional.empty();
        if (skipped.isPresent()) {
            return new Fetched(skipped, Map.of());
        }
        Path target = files.space().folders().input().resolve("input" + extension());
        boolean last = lane.limits().lastAttempt(lease.message().receiveCount());
        return switch (files.transfer().upload(job, lane.limits().object(), last, target)) {
            case Got.Here(long bytes, Map<String, String> metadata) ->
                    new Fetched(Optional.empty(), metadata);
            case Got.Deleted() -> instead(new Outcome.Reject(FailureReason.DELETED));
            case Got.Refused(FailureReason why) -> instead(new Outcome.Reject(why));
            case Got.TooLarge(long bytes) ->
                    instead(
                            new Outcome.Reject(
                                    Size.refused(bytes, lane.limits().object()).orElseThrow()));
            case Got.Newer() ->
                    throw new Overtaken("S3 holds another upload than the event announced");
        };
    }

    private String extension() {
        String name = job.key().substring(job.key().lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    }

    /** An upload may ask to begin at a later stage, if the earlier ones were done for it. */
    private Optional<Outcome> beginLater(StageFiles files, StageWatch watch) throws Exception {
        Map<String, String> metadata = files.transfer().metadata(job);
        String step = metadata.getOrDefault(STEP, stage.name());
        if (step.equals(stage.name())) {
            return Optional.empty();
        }
        List<String> names = lane.stages().all().stream().map(Stage::name).toList();
        if (!names.contains(step)) {
            return Optional.of(
                    new Outcome.Reject(
                            new FailureReason(
                                    "unknown-stage",
                                    "pipelineStep is %s, but there are %s; upload it again with one of these, or without."
                                            .formatted(FailureReason.quote(step), names))));
        }
        for (Stage earlier : lane.stages().all().subList(0, names.indexOf(step))) {
            if (files.manifest(earlier).isEmpty()) {
                return Optional.of(
                        new Outcome.Reject(
                                new FailureReason(
                                        "earlier-stage-missing",
                                        "pipelineStep is %s, but %s has never been done for this very file; upload it again without pipelineStep."
                                                .formatted(step, earlier.name()))));
            }
        }
        return watch.letGo() ? Optional.of(handOver(step, Map.of())) : Optional.of(taken());
    }

    private Outcome done(StageFiles files, Result result, StageWatch watch) throws Exception {
        Duration took = Duration.ofNanos(world.machine().ticker().nanos() - began);
        List<Manifest.Entry> entries = files.store(stage);
        files.storeLog(stage);
        Manifest manifest =
                new Manifest(
                        stage.name(),
                        Manifest.Upload.of(job),
                        took.toSeconds(),
                        new Manifest.Said(result.headline(), result.document()),
                        entries);
        files.store(stage, manifest);
        files.dropCheckpoint(stage);
        if (!watch.letGo()) {
            Thread.interrupted();
            return taken();
        }
        if (!lane.stages().later().isEmpty()) {
            Map<String, Duration> times = new LinkedHashMap<>(Estimate.took(row));
            times.put(stage.name(), took);
            return handOver(lane.stages().later().getFirst().name(), times);
        }
        Result whole = new StageReport(lane.stages(), files).of(result, manifest);
        return new Outcome.Done(
                whole,
                new Milliseconds(
                        delivery.queued(), Duration.ZERO, Duration.ZERO, Duration.ZERO, took));
    }

    private Outcome handOver(String to, Map<String, Duration> times) {
        try (Calls _ = lease.calls()) {
            if (!parts.rows().handOver(job, claim, to, times)) {
                return new Outcome.Superseded("the row says otherwise by now");
            }
            lease.check();
            parts.next().send(job.at(to));
            return new Outcome.HandedOver(to);
        }
    }
}
