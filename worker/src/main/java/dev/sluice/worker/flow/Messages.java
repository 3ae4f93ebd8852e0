package dev.sluice.worker.flow;

import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.JobCodec.NotAJob;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.Tracing;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.intake.Intake;
import dev.sluice.worker.intake.Poller;
import dev.sluice.worker.intake.RepeatRate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes messages over from the pollers, each with its permit, reads which upload they are about,
 * and has each seen to its end on a virtual thread of its own. The permit comes back last, whatever
 * happened.
 */
final class Messages implements Poller.Sink {
    private static final Logger log = LoggerFactory.getLogger(Messages.class);

    private final Pipeline pipeline;
    private final LoadedReleases releases;
    private final Trials trials;
    private final Intake intake;
    private final InstantSource clock;
    private final Isolation company = new Isolation();
    private final Optional<CustomerPlaces> places;
    private final RepeatRate repeats = new RepeatRate();
    private final Set<String> otherVersions = ConcurrentHashMap.newKeySet();

    Messages(LoadedReleases releases, Trials trials, Intake intake, InstantSource clock) {
        this.pipeline = releases.live().service().pipeline();
        this.releases = releases;
        this.trials = trials;
        this.intake = intake;
        this.clock = clock;
        this.places = pipeline.limits().perCustomer().map(CustomerPlaces::new);
    }

    @Override
    public void accept(List<Received> messages, long asked) {
        List<Hold> held = new ArrayList<>();
        for (Received message : messages) {
            repeats.received(message.receiveCount() > 1);
            held.add(intake.hold(message, asked));
        }
        // All of a receive are read in a row, for code that has just run is several times as quick.
        List<Read> read = held.stream().map(hold -> read(hold.lease().message())).toList();
        List<Runnable> begin = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            Hold hold = held.get(i);
            Read what = read.get(i);
            if (mayBegin(what, hold)) {
                // all before any starts, so that the first waits for them; not those that wait
                // (RULES 18)
                begin.add(ready(what, hold));
            }
        }
        begin.forEach(Runnable::run);
    }

    /** Its release is announced, if it is loaded. */
    private Runnable ready(Read read, Hold hold) {
        Optional<LoadedReleases.Use> use =
                read instanceof Read.OfUpload(Upload upload)
                        ? releases.use(upload.job().modelVersion())
                        : Optional.empty();
        use.ifPresent(Messages::announce);
        return () -> start(read, use, hold);
    }

    private static void announce(LoadedReleases.Use use) {
        use.serving().service().models().expect(1);
    }

    /** Whether its customer has a place for it; else it begins when there is one. */
    private boolean mayBegin(Read read, Hold hold) {
        if (places.isPresent() && read instanceof Read.OfUpload(Upload upload)) {
            return places.get()
                    .enter(upload.job().customerID(), hold, () -> ready(read, hold).run());
        }
        return true;
    }

    private void start(Read read, Optional<LoadedReleases.Use> use, Hold hold) {
        Received message = hold.lease().message();
        Duration queued = Duration.ofMillis(Math.max(0, clock.millis() - message.sentMillis()));
        Thread.ofVirtual()
                .name(pipeline.name() + "-" + message.messageID())
                .start(() -> inItsTrace(read, use, hold, queued));
    }

    /** What a message says. */
    private sealed interface Read {
        record OfUpload(Upload upload) implements Read {}

        record Unreadable(String why) implements Read {}

        /** A bug; it must not take the other messages with it. */
        record Failed(RuntimeException bug) implements Read {}
    }

    private Read read(Received message) {
        try {
            Job job = JobCodec.read(message.body());
            Map<String, String> ids = pipeline.variables(job.key()).orElse(Map.of());
            return job.lane().equals(pipeline.name()) && !ids.isEmpty()
                    ? new Read.OfUpload(new Upload(job, ids))
                    : new Read.Unreadable("it is for " + job.lane() + ", " + job.key());
        } catch (NotAJob e) {
            return new Read.Unreadable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Read.Failed(e);
        }
    }

    /**
     * The upload with the release that its job is done with. The dispatcher may have chosen one
     * that is not to be had here; an answer that says whose it is beats none (RULES 22).
     */
    private Upload doneWith(Upload upload, String version) {
        Job job = upload.job();
        if (job.modelVersion().equals(version)) {
            return upload;
        }
        if (otherVersions.add(job.modelVersion() + " by " + version)) {
            log.info(
                    "jobs for version {} of {} are done with version {}, which is in service here",
                    job.modelVersion(),
                    pipeline.name(),
                    version);
        }
        return new Upload(job.withModelVersion(version), upload.ids());
    }

    private void inItsTrace(
            Read read, Optional<LoadedReleases.Use> use, Hold hold, Duration queued) {
        switch (read) {
            case Read.OfUpload(Upload upload) -> {
                try (JobScope job = job(upload.job(), hold.lease().message(), queued)) {
                    job.run(() -> see(read, use, hold, queued));
                }
            }
            case Read.Unreadable _, Read.Failed _ -> see(read, use, hold, queued);
        }
    }

    private static JobScope job(Job job, Received message, Duration queued) {
        Instant sent = Instant.ofEpochMilli(message.sentMillis());
        return Tracing.job(job, message.trace(), sent, queued);
    }

    private void see(Read read, Optional<LoadedReleases.Use> use, Hold hold, Duration queued) {
        try (hold) {
            hold.lease().ownedBy(Thread.currentThread());
            switch (read) {
                case Read.OfUpload(Upload upload) ->
                        see(upload, use, new Delivery(hold, queued, repeats.outage(), company));
                case Read.Unreadable(String why) -> {
                    log.error(
                            "message {} in queue of {} is no job for this worker: {}",
                            hold.lease().message().messageID(),
                            pipeline.name(),
                            why);
                    releases.live().settler().leave(hold);
                }
                case Read.Failed(RuntimeException bug) -> throw bug;
            }
        } catch (Throwable e) {
            log.error(
                    "message {} was dropped; it comes back", hold.lease().message().messageID(), e);
        }
    }

    private void see(Upload upload, Optional<LoadedReleases.Use> use, Delivery delivery) {
        try (LoadedReleases.Use release = use.isPresent() ? use.get() : awaited(upload)) {
            Serving<?> serving = release.serving();
            Upload job = doneWith(upload, serving.version());
            serving.flow()
                    .see(job, delivery)
                    .ifPresent(outcome -> trials.settled(upload.job(), job, outcome));
        } catch (InterruptedException e) { // cut off while its release was loaded
            releases.live().settler().unsettled(upload, delivery.hold());
        }
    }

    private LoadedReleases.Use awaited(Upload upload) throws InterruptedException {
        LoadedReleases.Use use = releases.await(upload.job().modelVersion());
        announce(use);
        return use;
    }
}
