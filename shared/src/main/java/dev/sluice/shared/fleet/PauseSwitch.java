package dev.sluice.shared.fleet;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pauses pipelines and resumes them. A change is written into the pipeline's own row first, for
 * those that start, and then into the row of each worker, which reads it with its next write.
 */
public final class PauseSwitch {
    private static final String PREFIX = "pause#";

    private final FleetTable table;

    PauseSwitch(FleetTable table) {
        this.table = table;
    }

    /** All pipelines that were ever paused, read consistently. */
    public Pauses all() {
        Map<String, Pauses.Change> changes = new HashMap<>();
        for (Map<String, AttributeValue> row : table.rows(PREFIX)) {
            String pipeline = Stored.text(row, "item").orElse(PREFIX).substring(PREFIX.length());
            changes.put(pipeline, Stored.change(row));
        }
        return new Pauses(changes);
    }

    /**
     * Pauses a pipeline, which is each of its lanes: workers stop polling for them, within ten
     * seconds of this. Whoever stops half-way may run it again.
     *
     * @param lanes by name: a pipeline without stages, or stages
     * @return the workers that are told, without those that have ended or are lost
     */
    public List<MemberRow> pause(List<String> lanes) {
        return change(lanes, true);
    }

    /** The opposite. */
    public List<MemberRow> resume(List<String> lanes) {
        return change(lanes, false);
    }

    private List<MemberRow> change(List<String> lanes, boolean paused) {
        Map<String, Pauses.Change> changes = new HashMap<>();
        lanes.forEach(lane -> changes.put(lane, change(lane, paused)));
        List<MemberRow> workers =
                table.members().all().stream()
                        .filter(row -> row.member().kind() == Member.Kind.WORKER)
                        .filter(row -> row.vitals().state() != Vitals.State.ENDED)
                        .toList();
        // lost ones, too: what only seems lost comes back
        for (MemberRow worker : workers) {
            changes.forEach(
                    (lane, change) -> table.update(worker.member().item(), told(lane, change)));
        }
        return workers.stream().filter(row -> row.live(table.clock().instant())).toList();
    }

    private Pauses.Change change(String lane, boolean paused) {
        return Stored.change(
                table.update(PREFIX + lane, next(paused))
                        .orElseThrow(() -> new IllegalStateException("there was no condition")));
    }

    private UpdateItemRequest.Builder next(boolean paused) {
        return UpdateItemRequest.builder()
                .updateExpression("SET paused = :paused, updatedAt = :now ADD #change :one")
                .expressionAttributeNames(Map.of("#change", "change"))
                .expressionAttributeValues(
                        Map.of(
                                ":paused", AttributeValue.fromBool(paused),
                                ":now", Stored.number(table.clock().millis()),
                                ":one", Stored.number(1)));
    }

    /** Of two commands the one with the later change stands, in whatever order they get here. */
    private static UpdateItemRequest.Builder told(String pipeline, Pauses.Change change) {
        return UpdateItemRequest.builder()
                .updateExpression("SET pauses.#pipeline = :told")
                .conditionExpression(
                        "attribute_exists(pauses) AND (attribute_not_exists(pauses.#pipeline)"
                                + " OR pauses.#pipeline.#change < :number)")
                .expressionAttributeNames(Map.of("#pipeline", pipeline, "#change", "change"))
                .expressionAttributeValues(
                        Map.of(
                                ":told", Stored.stored(change),
                                ":number", Stored.number(change.number())));
    }
}
