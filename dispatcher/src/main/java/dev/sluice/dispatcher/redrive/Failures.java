package dev.sluice.dispatcher.redrive;

import dev.sluice.shared.job.Row;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which failed uploads are meant; empty sets and no customer: all.
 *
 * @param reasons codes of their reasons
 * @param pipelines by name
 * @param from when they failed, at the earliest
 * @param to when they failed, at the latest; what was begun anew since then and not sent is meant,
 *     too
 */
public record Failures(
        Set<String> reasons,
        Optional<String> customer,
        Set<String> pipelines,
        Instant from,
        Instant to) {
    public Failures {
        reasons = Set.copyOf(reasons);
        pipelines = Set.copyOf(pipelines);
    }

    boolean contain(Row row) {
        return inTime(row)
                && (reasons.isEmpty() || reasons.contains(reason(row)))
                && (customer.isEmpty() || customer.get().equals(row.customerID()))
                && (pipelines.isEmpty()
                        || row.text("pipeline").filter(pipelines::contains).isPresent());
    }

    private boolean inTime(Row row) {
        return row.status().equals(Optional.of(Row.Status.PENDING))
                || row.number("updatedAt").orElse(0L) <= to.toEpochMilli();
    }

    /** The code of a failed row's reason. */
    static String reason(Row row) {
        String stored = row.text("failureReason").orElse("");
        return stored.substring(0, Math.max(0, stored.indexOf(':')));
    }
}
