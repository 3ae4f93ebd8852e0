package dev.sluice.ops.dashboard.act;

import dev.sluice.shared.Settings;
import dev.sluice.shared.job.Row;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Who changed what, and when: a row of the fleet's table each, kept for a year, and a line of the
 * log. It is written before the change; what cannot be recorded is not done.
 */
public final class AuditLog {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
    private static final Duration KEPT = Duration.ofDays(365);
    private static final String PREFIX = "audit#";

    /** Of what a record says; a row stays small. */
    private static final int LONGEST = 300;

    private final DynamoDbClient dynamodb;
    private final String table;
    private final String fleet;
    private final InstantSource clock;

    public AuditLog(Settings settings, DynamoDbClient dynamodb, InstantSource clock) {
        this.dynamodb = dynamodb;
        this.table = settings.fleetTable();
        this.fleet = settings.queuePrefix();
        this.clock = clock;
    }

    /**
     * One change.
     *
     * @param at ms since 1970
     * @param what a verb
     * @param about what was changed
     * @param outcome what came of it; {@code begun} until it is known
     */
    public record Entry(long at, String who, String what, String about, String outcome) {}

    /** A change that is recorded and under way. */
    public final class Begun {
        private final String item;

        private Begun(String item) {
            this.item = item;
        }

        /** Says what came of it. */
        public void ended(String outcome) {
            log.info("{}: {}", item, outcome);
            dynamodb.updateItem(
                    update ->
                            update.tableName(table)
                                    .key(key(item))
                                    .updateExpression("SET outcome = :outcome")
                                    .expressionAttributeValues(Map.of(":outcome", text(outcome))));
        }
    }

    /**
     * Records a change that is about to be made.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if it cannot be recorded
     */
    public Begun begin(String who, String what, String about) {
        long now = clock.millis();
        String item =
                PREFIX
                        + String.format(Locale.ROOT, "%013d", now)
                        + "#"
                        + UUID.randomUUID().toString().substring(0, 8);
        dynamodb.putItem(
                put ->
                        put.tableName(table)
                                .item(
                                        Map.of(
                                                "fleet", text(fleet),
                                                "item", text(item),
                                                "at", number(now),
                                                "who", text(who),
                                                "what", text(what),
                                                "about", text(about),
                                                "outcome", text("begun"),
                                                "expiresAt",
                                                        number(
                                                                clock.instant()
                                                                        .plus(KEPT)
                                                                        .getEpochSecond()))));
        log.info("{}: {} {} {}", item, who, what, about);
        return new Begun(item);
    }

    /** The last changes, the latest first. */
    public List<Entry> last(int most) {
        return dynamodb
                .query(
                        query ->
                                query.tableName(table)
                                        .keyConditionExpression(
                                                "fleet = :fleet AND begins_with(#item, :prefix)")
                                        .expressionAttributeNames(Map.of("#item", "item"))
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":fleet", text(fleet),
                                                        ":prefix", text(PREFIX)))
                                        .scanIndexForward(false)
                                        .limit(most))
                .items()
                .stream()
                .map(Row::new)
                .map(
                        row ->
                                new Entry(
                                        row.number("at").orElse(0L),
                                        row.text("who").orElse(""),
                                        row.text("what").orElse(""),
                                        row.text("about").orElse(""),
                                        row.text("outcome").orElse("")))
                .toList();
    }

    private Map<String, AttributeValue> key(String item) {
        return Map.of("fleet", text(fleet), "item", text(item));
    }

    private static AttributeValue text(String value) {
        int length = Math.min(LONGEST, value.codePointCount(0, value.length()));
        return AttributeValue.fromS(value.substring(0, value.offsetByCodePoints(0, length)));
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
