package dev.sluice.worker.flow;

import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.JobCodec.NotAJob;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.flow.JobFlow.Worked;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Leases;
import dev.sluice.worker.intake.Permits;
import dev.sluice.worker.intake.Poller;
import dev.sluice.worker.intake.RepeatRate;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.JobModel;
import dev.sluice.worker.output.Milliseconds;
import dev.sluice.worker.task.Outcome;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes messages over from the pollers, each with its permit, and sees each to its end on a virtual
 * thread of its own: work, verdict, settling. The permit comes back last, whatever happened.
 */
final class Messages implements Poller.Sink {
    private static final Logger log = LoggerFactory.getLogger(Messages.class);
    private static final Milliseconds NOTHING =
            new Milliseconds(
                    Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final Pipeline pipeline;
    private final Permits permits;
    private final Leases leases;
    private final Batcher batcher;
    private final JobFlow flow;
    private final Verdict verdict;
    private final Settler settler;
    private final InstantSource clock;
    private final RepeatRate repeats = new RepeatRate();
    private final Set<String> otherVersions = ConcurrentHashMap.newKeySet();

    Messages(
            Pipeline pipeline,
            Permits permits,
            Leases leases,
            Batcher batcher,
            JobFlow flow,
            Verdict verdict,
            Settler settler,
            InstantSource clock) {
        this.pipeline = pipeline;
        this.permits = permits;
        this.leases = leases;
        this.batcher = batcher;
        this.flow = flow;
        this.verdict = verdict;
        this.settler = settler;
        this.clock = clock;
    }

    @Override
    public void accept(List<Received> messages, long asked) {
        batcher.expect(messages.size()); // all before any starts, so that the first waits for them
        List<Lease> held = new ArrayList<>();
        for (Received message : messages) {
            repeats.received(message.receiveCount() > 1);
            held.add(leases.hold(message, asked));
        }
        long received = clock.millis();
        for (Lease lease : held) {
            Duration queued =
                    Duration.ofMillis(Math.max(0, received - lease.message().sentMillis()));
            Runnable work = work(lease, queued);
            Thread.ofVirtual()
                    .name(pipeline.name() + "-" + lease.message().messageID())
                    .start(() -> see(lease, work));
        }
    }

    /**
     * Reads the message, but does nothing about it yet. All of a receive are read in a row, for
     * code that has just run is several times as quick.
     */
    private Runnable work(Lease lease, Duration queued) {
        try {
            Job job = inService(JobCodec.read(lease.message().body()));
            Map<String, String> ids = pipeline.match().match(job.key()).orElse(Map.of());
            if (!job.pipeline().equals(pipeline.name()) || ids.isEmpty()) {
                throw new NotAJob("it is for pipeline " + job.pipeline() + ", " + job.key());
            }
            return () -> settle(job, ids, lease, worked(job, lease, queued));
        } catch (NotAJob e) {
            return () -> unreadable(lease, e);
        } catch (RuntimeException e) { // a bug; it must not take the other messages with it
            return () -> {
                batcher.forJob(true).close();
                throw e;
            };
        }
    }

    /**
     * The job with the model version in service here. During a roll-out the dispatcher may have
     * chosen another; an answer that says whose it is beats none (RULES 22).
     */
    private Job inService(Job job) {
        String version = pipeline.model().version();
        if (job.modelVersion().equals(version)) {
            return job;
        }
        if (otherVersions.add(job.modelVersion())) {
            log.info(
                    "jobs for version {} of {} are done with version {}, which is in service here",
                    job.modelVersion(),
                    pipeline.name(),
                    version);
        }
        return job.withModelVersion(version);
    }

    private void see(Lease lease, Runnable work) {
        try {
            lease.ownedBy(Thread.currentThread());
            work.run();
        } catch (Throwable e) {
            log.error("message {} was dropped; it comes back", lease.message().messageID(), e);
        } finally {
            settler.release(lease);
            permits.giveBack(1);
        }
    }

    private Optional<Worked> worked(Job job, Lease lease, Duration queued) {
        boolean alone = lease.message().receiveCount() > 1 && !repeats.outage();
        try (JobModel model = batcher.forJob(alone)) {
            return Optional.of(flow.work(job, lease, model, queued, repeats.outage()));
        } catch (Throwable e) { // an error is an answer too, or the message would come for ever
            return verdict.of(e, lease).map(outcome -> new Worked(outcome, NOTHING));
        } finally {
            Thread.interrupted(); // the cut has been heard
        }
    }

    private void settle(Job job, Map<String, String> ids, Lease lease, Optional<Worked> worked) {
        Optional<Worked> next = worked;
        for (int tries = 0; tries < 2 && next.isPresent(); tries++) {
            try {
                Outcome outcome = next.get().outcome();
                settler.settle(job, ids, lease, outcome, next.get().milliseconds());
                return;
            } catch (Throwable e) {
                next = verdict.of(e, lease).map(outcome -> new Worked(outcome, NOTHING));
            } finally {
                Thread.interrupted();
            }
        }
        settler.unsettled(job, lease);
    }

    private void unreadable(Lease lease, NotAJob e) {
        log.error(
                "message {} in queue of {} is no job for this worker: {}",
                lease.message().messageID(),
                pipeline.name(),
                e.getMessage());
        batcher.forJob(true).close();
        settler.leave(lease);
    }
}
