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

    private final Service<?> service;
    private final Intake intake;
    private final JobFlow<?> flow;
    private final Settler settler;
    private final InstantSource clock;
    private final Optional<CustomerPlaces> places;
    private final RepeatRate repeats = new RepeatRate();
    private final Set<String> otherVersions = ConcurrentHashMap.newKeySet();

    Messages(
            Service<?> service,
            Intake intake,
            JobFlow<?> flow,
            Settler settler,
            InstantSource clock) {
        this.service = service;
        this.intake = intake;
        this.flow = flow;
        this.settler = settler;
        this.clock = clock;
        this.places = service.pipeline().limits().perCustomer().map(CustomerPlaces::new);
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
                begin.add(() -> start(what, hold));
            }
        }
        // all before any starts, so that the first waits for them; not those that wait (RULES 18)
        service.models().expect(begin.size());
        begin.forEach(Runnable::run);
    }

    /** Whether its customer has a place for it; else it begins when there is one. */
    private boolean mayBegin(Read read, Hold hold) {
        if (places.isPresent() && read instanceof Read.OfUpload(Upload upload)) {
            return places.get()
                    .enter(
                            upload.job().customerID(),
                            hold,
                            () -> {
                                service.models().expect(1);
                                start(read, hold);
                            });
        }
        return true;
    }

    private void start(Read read, Hold hold) {
        Received message = hold.lease().message();
        Duration queued = Duration.ofMillis(Math.max(0, clock.millis() - message.sentMillis()));
        Thread.ofVirtual()
                .name(service.pipeline().name() + "-" + message.messageID())
                .start(() -> inItsTrace(read, hold, queued));
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
            Pipeline pipeline = service.pipeline();
            Job job = inService(JobCodec.read(message.body()));
            Map<String, String> ids = pipeline.variables(job.key()).orElse(Map.of());
            return job.pipeline().equals(pipeline.name()) && !ids.isEmpty()
                    ? new Read.OfUpload(new Upload(job, ids))
                    : new Read.Unreadable(
                            "it is for pipeline " + job.pipeline() + ", " + job.key());
        } catch (NotAJob e) {
            return new Read.Unreadable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Read.Failed(e);
        }
    }

    /**
     * The job with the model version in service here. During a roll-out the dispatcher may have
     * chosen another; an answer that says whose it is beats none (RULES 22).
     */
    private Job inService(Job job) {
        String version = service.pipeline().version();
        if (job.modelVersion().equals(version)) {
            return job;
        }
        if (otherVersions.add(job.modelVersion())) {
            log.info(
                    "jobs for version {} of {} are done with version {}, which is in service here",
                    job.modelVersion(),
                    service.pipeline().name(),
                    version);
        }
        return job.withModelVersion(version);
    }

    private void inItsTrace(Read read, Hold hold, Duration queued) {
        switch (read) {
            case Read.OfUpload(Upload upload) -> {
                try (JobScope job = job(upload.job(), hold.lease().message(), queued)) {
                    job.run(() -> see(read, hold, queued));
                }
            }
            case Read.Unreadable _, Read.Failed _ -> see(read, hold, queued);
        }
    }

    private static JobScope job(Job job, Received message, Duration queued) {
        Instant sent = Instant.ofEpochMilli(message.sentMillis());
        return Tracing.job(job, message.trace(), sent, queued);
    }

    private void see(Read read, Hold hold, Duration queued) {
        try (hold) {
            hold.lease().ownedBy(Thread.currentThread());
            switch (read) {
                case Read.OfUpload(Upload upload) ->
                        flow.see(upload, new Delivery(hold, queued, repeats.outage()));
                case Read.Unreadable(String why) -> {
                    service.models().forJob(true).close();
                    log.error(
                            "message {} in queue of {} is no job for this worker: {}",
                            hold.lease().message().messageID(),
                            service.pipeline().name(),
                            why);
                    settler.leave(hold);
                }
                case Read.Failed(RuntimeException bug) -> {
                    service.models().forJob(true).close();
                    throw bug;
                }
            }
        } catch (Throwable e) {
            log.error(
                    "message {} was dropped; it comes back", hold.lease().message().messageID(), e);
        }
    }
}
