package dev.sluice.worker.flow;

import dev.sluice.shared.pipeline.Pipeline.Limits;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.JobScope.Step;
import dev.sluice.worker.flow.Isolation.Turn;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.machine.Machine;
import dev.sluice.worker.model.JobModels;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The way of one upload, top to bottom, on a virtual thread of its own: work on it, judge what that
 * threw, settle what comes of it.
 */
final class JobFlow {
    private final Service<?> service;
    private final Limits limits;
    private final Machine machine;
    private final Work work;
    private final Judge judge;
    private final Settler settler;

    JobFlow(Service<?> service, Machine machine, Work work, Judge judge, Settler settler) {
        this.service = service;
        this.limits = service.pipeline().limits();
        this.machine = machine;
        this.work = work;
        this.judge = judge;
        this.settler = settler;
    }

    /**
     * Sees an upload to its end. What cannot be settled is left to whoever has it next.
     *
     * @return what became of it: what it was completed with, if it was now, why it was refused, or
     *     is to be tried again; nothing where none of these
     */
    Optional<Outcome> see(Upload upload, Delivery delivery) {
        AtomicReference<@Nullable Outcome> done = new AtomicReference<>();
        settler.tally()
                .during(
                        upload.job().customerID(),
                        () -> {
                            try (Scratch files = new Scratch()) { // settling still reads them
                                settle(upload, delivery, work(upload, delivery, files))
                                        .ifPresent(done::set);
                            }
                        });
        return Optional.ofNullable(done.get());
    }

    private Optional<Outcome> settle(Upload upload, Delivery delivery, Outcome worked) {
        Outcome outcome = worked;
        long begun = machine.ticker().nanos();
        for (int tries = 0; tries < 2; tries++) {
            try (Step _ = JobScope.step("settle")) {
                JobScope.current().ended(outcome.name(), outcome.trouble());
                if (settler.settle(upload, delivery.hold(), outcome)) {
                    measure(outcome, begun);
                    return Optional.of(outcome);
                }
                return outcome instanceof Outcome.Reject || outcome instanceof Outcome.Retry
                        ? Optional.of(outcome)
                        : Optional.empty();
            } catch (Throwable e) {
                outcome = judge.of(e, upload, delivery.lease());
            } finally {
                Thread.interrupted(); // the cut has been heard
            }
        }
        settler.unsettled(upload, delivery.hold());
        return Optional.empty();
    }

    private void measure(Outcome outcome, long begun) {
        if (outcome instanceof Outcome.Done done) {
            long now = machine.ticker().nanos();
            settler.tally().took(done.milliseconds(), Duration.ofNanos(now - begun), now);
        }
    }

    private Outcome work(Upload upload, Delivery delivery, Scratch files) {
        boolean alone = delivery.repeat() && !delivery.outage();
        try (JobModels models = service.models().forJob(alone)) {
            return inTurn(upload, delivery, new Work.Means(models, files));
        } catch (Throwable e) { // an error is an answer too, or the message would come for ever
            return judge.of(e, upload, delivery.lease());
        } finally {
            Thread.interrupted();
        }
    }

    /** A last attempt runs alone, unless the cause is not in the messages (RULES 11). */
    private Outcome inTurn(Upload upload, Delivery delivery, Work.Means means) throws Exception {
        Lease lease = delivery.lease();
        boolean last = limits.lastAttempt(lease.message().receiveCount());
        try (Turn turn = delivery.company().enter(last && !delivery.outage())) {
            lease.work().start(limits.timeout());
            return lease.work().during(() -> work.on(upload, delivery, means));
        }
    }
}
