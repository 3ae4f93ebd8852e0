package dev.sluice.worker.flow;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Stages;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Lease.Calls;

import java.util.Optional;

/** What a row means that does not let a stage begin, or go on. */
record StandingRow(Stages stages, NextStage next) {
    /** The row has it otherwise; that may be this very message's doing, which was cut off. */
    Outcome outcome(Job job, Row row, Lease lease) {
        if (!row.generation().equals(Optional.of(job.generation()))) {
            return new Outcome.Superseded("the row tells of another upload");
        }
        if (row.completes(job)) {
            return new Outcome.CompletedBefore(row);
        }
        if (row.settled()) {
            return row.text("failureReason")
                    .flatMap(StandingRow::reason)
                    .<Outcome>map(Outcome.Ended::new)
                    .orElseGet(() -> new Outcome.Superseded("the row is settled"));
        }
        String now = row.text("currentStage").orElse("");
        boolean waits = row.status().equals(Optional.of(Row.Status.PENDING));
        if (waits && stages.later().stream().anyMatch(s -> s.name().equals(now))) {
            try (Calls _ = lease.calls()) {
                next.send(job.at(now));
            }
            return new Outcome.HandedOver(now);
        }
        return new Outcome.Superseded("the row is at " + now);
    }

    private static Optional<FailureReason> reason(String stored) {
        int colon = stored.indexOf(": ");
        return colon < 0
                ? Optional.empty()
                : Optional.of(
                        new FailureReason(stored.substring(0, colon), stored.substring(colon + 2)));
    }
}
