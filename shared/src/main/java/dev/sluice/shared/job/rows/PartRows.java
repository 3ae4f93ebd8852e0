package dev.sluice.shared.job.rows;

import static dev.sluice.shared.job.rows.Attributes.document;
import static dev.sluice.shared.job.rows.Attributes.number;
import static dev.sluice.shared.job.rows.Attributes.text;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Parts;
import dev.sluice.shared.job.Parts.Part;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.DispatchRows.Dispatch;
import dev.sluice.shared.job.rows.JobTable.TableUnavailable;
import dev.sluice.shared.job.rows.JobTable.Written;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The row of an upload that comes in parts, in any order and at the same time (RULES 4). Each write
 * is made from the row as it was read and holds only if nobody has written it since; else it is
 * made again from what stands there now. So whatever is computed from all parts is right, and every
 * write has a number of its own, {@link Parts#updates}. It is the time in ms, or one more than the
 * last where that is higher: once a row has expired, the next begins above whatever orders the
 * joint document that still stands in S3.
 */
public final class PartRows {
    /** Parts of one upload are few, so more than a few tries say that conditions do not work. */
    private static final int TRIES = 50;

    private final JobTable table;
    private final Pipeline pipeline;

    /**
     * @param pipeline whose jobs have a {@code part}
     */
    public PartRows(JobTable table, Pipeline pipeline) {
        this.table = table;
        this.pipeline = pipeline;
    }

    /**
     * What the row says once a part is settled.
     *
     * @param first false if it said so before: what follows from it may not have happened yet
     * @param parts as they stand in the row
     */
    public record Settled(boolean first, Parts parts) {}

    /** The dispatcher's write, before the message is sent. */
    public Dispatch pending(Job job) {
        // a read costs a fifth of a write whose condition fails
        Row row = table.read(job).orElse(new Row(Map.of()));
        for (int tries = 0; tries < TRIES; tries++) {
            Parts parts = row.parts();
            Optional<Part> standing = parts.of(job);
            if (standing.isPresent() && !standing.get().olderThan(job)) {
                Part part = standing.get();
                return part.tells(job) && !part.answered() && !part.failed()
                        ? Dispatch.AGAIN
                        : Dispatch.NOTHING;
            }
            Parts next = parts.with(job, Part.of(job), table.clock().millis());
            Written written = write(job, row, next, Optional.empty());
            if (written.done()) {
                return Dispatch.NEW;
            }
            row = written.row();
        }
        throw contended(job);
    }

    /**
     * Gives a part its answer.
     *
     * @param answer strings, numbers and maps of these; small, for the row stays under 1 KB
     * @param joined what the row says of all parts together; asked once for each try, with at least
     *     one answer among them
     * @return nothing if the row tells of a newer upload of this part, or is gone
     */
    public Optional<Settled> completed(
            Job job, Map<String, Object> answer, Function<Parts, Completion> joined) {
        return settle(job, part -> part.answering(answer), joined.andThen(Optional::of));
    }

    /**
     * Says why a part has no answer. The row has failed only if every part that has come has.
     *
     * @param joined as above, from the parts that have answers; not asked if there is none
     * @return nothing if the row tells of a newer upload of this part, or is gone
     */
    public Optional<Settled> failed(
            Job job, FailureReason reason, Function<Parts, Completion> joined) {
        return settle(job, part -> part.failing(reason), joined.andThen(Optional::of));
    }

    /**
     * As above, for those who cannot join: what the row says of all parts together stands until the
     * next of them is settled.
     */
    Optional<Settled> failed(Job job, FailureReason reason) {
        return settle(job, part -> part.failing(reason), _ -> Optional.empty());
    }

    private Optional<Settled> settle(
            Job job, Function<Part, Part> change, Function<Parts, Optional<Completion>> joined) {
        Row row = table.read(job).orElse(new Row(Map.of()));
        for (int tries = 0; tries < TRIES; tries++) {
            Parts parts = row.parts();
            Optional<Part> standing = parts.of(job).filter(part -> part.tells(job));
            if (standing.isEmpty()) {
                return Optional.empty();
            }
            if (standing.get().answered()) { // an answer is never replaced, not by another either
                return Optional.of(new Settled(false, parts));
            }
            Parts next = parts.with(job, change.apply(standing.get()), table.clock().millis());
            Optional<Completion> completion =
                    next.status() == Row.Status.COMPLETED ? joined.apply(next) : Optional.empty();
            Written written = write(job, row, next, completion);
            if (written.done()) {
                return Optional.of(new Settled(true, written.row().parts()));
            }
            row = written.row();
        }
        throw contended(job);
    }

    private Written write(Job job, Row read, Parts parts, Optional<Completion> completion) {
        RowUpdate update = new RowUpdate(table.clock(), parts.status());
        update.set("type", text("UPLOADED"));
        update.set("pipeline", text(job.pipeline()));
        update.set("modelVersion", text(job.modelVersion()));
        update.set("parts", document(stored(parts)));
        update.set("partUpdates", number(parts.updates()));
        update.set("expiresAt", Attributes.expiry(table.clock(), pipeline.retention()));
        update.set(
                "createdAt",
                number(read.number("createdAt").orElseGet(() -> table.clock().millis())));
        switch (parts.status()) {
            // until a part that came anew is answered, what was found of all parts stands
            case COMPLETED -> {
                completion.ifPresent(found -> FinalRows.complete(update, found, pipeline));
                update.remove("failureReason", "failedShard");
            }
            case FAILED -> {
                update.set("failureReason", text(reason(parts)));
                update.set("failedShard", Attributes.shard(job));
                nothingFound(update);
            }
            case PENDING, PROCESSING, DELETED -> {
                update.remove("failureReason", "failedShard");
                nothingFound(update);
            }
        }
        long last = read.parts().updates();
        if (last == 0) {
            return table.write(update, Conditions.NO_PARTS, job, ReturnValue.ALL_NEW);
        }
        update.compare(":partUpdates", number(last));
        return table.write(update, Conditions.PARTS_AS_READ, job, ReturnValue.ALL_NEW);
    }

    private void nothingFound(RowUpdate update) {
        update.remove("headline", "metadata", "resultKey", "resultOffset", "resultLength");
        update.remove(pipeline.output().rowAttributes().toArray(String[]::new));
    }

    private static String reason(Parts parts) {
        return parts.byName().values().stream()
                .flatMap(part -> part.failureReason().stream())
                .findFirst()
                .orElse("");
    }

    private static Map<String, Object> stored(Parts parts) {
        Map<String, Object> stored = new LinkedHashMap<>();
        parts.byName().forEach((name, part) -> stored.put(name, stored(part)));
        return stored;
    }

    private static Map<String, Object> stored(Part part) {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put("generation", part.generation().value());
        stored.put("eventTime", part.eventTime().toEpochMilli());
        stored.put("file", part.file());
        part.answer().ifPresent(answer -> stored.put("answer", answer));
        part.failureReason().ifPresent(reason -> stored.put("failureReason", reason));
        return stored;
    }

    private static TableUnavailable contended(Job job) {
        return new TableUnavailable(
                "cannot write the row of %s: it changed %d times in a row"
                        .formatted(job.label(), TRIES),
                null);
    }
}
