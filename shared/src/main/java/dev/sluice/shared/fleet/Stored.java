package dev.sluice.shared.fleet;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the table's rows store things. What another version wrote, or nobody, reads as nothing. */
final class Stored {
    private Stored() {}

    static Map<String, AttributeValue> attributes(Member member, Vitals vitals) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("host", AttributeValue.fromS(member.host()));
        member.instanceID().ifPresent(id -> attributes.put("instanceID", AttributeValue.fromS(id)));
        attributes.put("startedAt", number(member.startedAt().toEpochMilli()));
        attributes.put("state", AttributeValue.fromS(vitals.state().stored()));
        vitals.reason().ifPresent(why -> attributes.put("reason", AttributeValue.fromS(why)));
        Map<String, AttributeValue> pipelines = new HashMap<>();
        vitals.pipelines()
                .forEach((name, version) -> pipelines.put(name, AttributeValue.fromS(version)));
        attributes.put("pipelines", AttributeValue.fromM(pipelines));
        attributes.put("inFlight", number(vitals.inFlight()));
        attributes.put("itemsPerSecond", number(vitals.itemsPerSecond()));
        Map<String, AttributeValue> jobSeconds = new HashMap<>();
        vitals.jobSeconds().forEach((name, seconds) -> jobSeconds.put(name, significant(seconds)));
        attributes.put("jobSeconds", AttributeValue.fromM(jobSeconds));
        attributes.put("batchFill", number(vitals.batchFill()));
        return attributes;
    }

    static MemberRow member(Member.Kind kind, Map<String, AttributeValue> row) {
        Map<String, String> pipelines = new HashMap<>();
        map(row, "pipelines")
                .forEach((name, version) -> text(version).ifPresent(v -> pipelines.put(name, v)));
        Map<String, Double> jobSeconds = new HashMap<>();
        map(row, "jobSeconds")
                .forEach(
                        (name, seconds) -> {
                            if (seconds.n() != null) {
                                jobSeconds.put(name, Double.valueOf(seconds.n()));
                            }
                        });
        return new MemberRow(
                new Member(
                        kind,
                        text(row, "item").orElse("").substring(kind.prefix().length()),
                        text(row, "host").orElse(""),
                        text(row, "instanceID"),
                        instant(row, "startedAt")),
                new Vitals(
                        state(text(row, "state").orElse("")),
                        text(row, "reason"),
                        pipelines,
                        (int) number(row, "inFlight"),
                        number(row, "itemsPerSecond"),
                        jobSeconds,
                        number(row, "batchFill")),
                pauses(row),
                instant(row, "updatedAt"));
    }

    private static Vitals.State state(String stored) {
        for (Vitals.State state : Vitals.State.values()) {
            if (state.stored().equals(stored)) {
                return state;
            }
        }
        return Vitals.State.STARTING;
    }

    static Pauses pauses(Map<String, AttributeValue> row) {
        Map<String, Pauses.Change> changes = new HashMap<>();
        map(row, "pauses")
                .forEach(
                        (pipeline, change) -> {
                            if (change.hasM()) {
                                changes.put(pipeline, change(change.m()));
                            }
                        });
        return new Pauses(changes);
    }

    static Pauses.Change change(Map<String, AttributeValue> row) {
        @Nullable AttributeValue paused = row.get("paused");
        return new Pauses.Change(
                paused != null && Boolean.TRUE.equals(paused.bool()), (long) number(row, "change"));
    }

    static AttributeValue stored(Pauses.Change change) {
        return AttributeValue.fromM(
                Map.of(
                        "paused", AttributeValue.fromBool(change.paused()),
                        "change", number(change.number())));
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    /** More than two decimals would pretend. */
    static AttributeValue number(double value) {
        return AttributeValue.fromN(
                BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).toPlainString());
    }

    /** For what may be a millisecond or an hour. */
    private static AttributeValue significant(double value) {
        return AttributeValue.fromN(
                BigDecimal.valueOf(value).round(new MathContext(4)).toPlainString());
    }

    static double number(Map<String, AttributeValue> row, String attribute) {
        @Nullable AttributeValue value = row.get(attribute);
        return value == null || value.n() == null ? 0 : Double.parseDouble(value.n());
    }

    static Optional<String> text(Map<String, AttributeValue> row, String attribute) {
        return Optional.ofNullable(row.get(attribute)).flatMap(Stored::text);
    }

    private static Optional<String> text(AttributeValue value) {
        return Optional.ofNullable(value.s());
    }

    static Instant instant(Map<String, AttributeValue> row, String attribute) {
        return Instant.ofEpochMilli((long) number(row, attribute));
    }

    private static Map<String, AttributeValue> map(
            Map<String, AttributeValue> row, String attribute) {
        @Nullable AttributeValue value = row.get(attribute);
        return value != null && value.hasM() ? value.m() : Map.of();
    }

    /** With six decimals. */
    static AttributeValue precise(double value) {
        return AttributeValue.fromN(String.format(java.util.Locale.ROOT, "%.6f", value));
    }
}
