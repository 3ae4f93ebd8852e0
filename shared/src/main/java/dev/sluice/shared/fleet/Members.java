package dev.sluice.shared.fleet;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of a fleet's members. */
public final class Members {
    /** How long the row of a member stays that has ended: for whoever asks where it went. */
    private static final Duration ENDED_SHOWN = Duration.ofHours(1);

    /** And of one that is lost. */
    private static final Duration LOST_SHOWN = Duration.ofDays(1);

    private static final String HERE = "attribute_exists(startedAt)";

    private final FleetTable table;

    Members(FleetTable table) {
        this.table = table;
    }

    /**
     * Writes a member's row, whether there is one or not, and reads what is paused. In this order:
     * a command that pauses meanwhile finds the row, or has written what is read here.
     */
    public Pauses join(Member member, Vitals vitals) {
        Map<String, AttributeValue> row =
                table.update(member.item(), update(member, vitals)).orElse(Map.of());
        return Stored.pauses(row).with(table.pauses().all());
    }

    /**
     * Writes a member's row again: one request.
     *
     * @return what its row says of pauses; empty if the row is gone, and it must join again
     */
    public Optional<Pauses> renew(Member member, Vitals vitals) {
        return table.update(member.item(), update(member, vitals).conditionExpression(HERE))
                .map(Stored::pauses);
    }

    /** All that have not expired, the newest first; a Query a kind. */
    public List<MemberRow> all() {
        return Stream.of(Member.Kind.values())
                .flatMap(kind -> standing(kind, table.rows(kind.prefix())))
                .sorted(
                        Comparator.comparing((MemberRow row) -> row.member().startedAt())
                                .reversed())
                .toList();
    }

    /** Those of a kind, as they are or were a moment ago: one Query, at half the price. */
    List<MemberRow> glance(Member.Kind kind) {
        return standing(kind, table.glance(kind.prefix())).toList();
    }

    private Stream<MemberRow> standing(Member.Kind kind, List<Map<String, AttributeValue>> rows) {
        long now = table.clock().instant().getEpochSecond();
        return rows.stream()
                .filter(row -> Stored.number(row, "expiresAt") > now)
                .map(row -> Stored.member(kind, row));
    }

    private UpdateItemRequest.Builder update(Member member, Vitals vitals) {
        Instant now = table.clock().instant();
        boolean ended = vitals.state() == Vitals.State.ENDED;
        Map<String, AttributeValue> sets = Stored.attributes(member, vitals);
        sets.put("updatedAt", Stored.number(now.toEpochMilli()));
        sets.put(
                "expiresAt",
                Stored.number(now.plus(ended ? ENDED_SHOWN : LOST_SHOWN).getEpochSecond()));
        StringBuilder expression = new StringBuilder("SET pauses = if_not_exists(pauses, :pauses)");
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        values.put(":pauses", AttributeValue.fromM(Map.of()));
        sets.forEach(
                (attribute, value) -> {
                    expression.append(", #" + attribute + " = :" + attribute);
                    names.put("#" + attribute, attribute);
                    values.put(":" + attribute, value);
                });
        return UpdateItemRequest.builder()
                .updateExpression(expression.toString())
                .expressionAttributeNames(names)
                .expressionAttributeValues(values);
    }
}
