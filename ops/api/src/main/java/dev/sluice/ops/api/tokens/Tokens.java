package dev.sluice.ops.api.tokens;

import dev.sluice.shared.Settings;
import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tokens of a fleet: rows {@code token#…} of its table. */
public final class Tokens {
    private static final String PREFIX = "token#";

    /** Revoked ones are listed so long. */
    private static final Duration REMEMBERED = Duration.ofDays(90);

    private final DynamoDbClient dynamodb;
    private final String table;
    private final String fleet;
    private final InstantSource clock;

    public Tokens(DynamoDbClient dynamodb, String table, String fleet, InstantSource clock) {
        this.dynamodb = dynamodb;
        this.table = table;
        this.fleet = fleet;
        this.clock = clock;
    }

    /** Those of the fleet that the settings name. */
    public static Tokens of(Settings settings, DynamoDbClient dynamodb, InstantSource clock) {
        return new Tokens(dynamodb, settings.fleetTable(), settings.queuePrefix(), clock);
    }

    /**
     * Makes one.
     *
     * @param perSecond see {@link Token}; above 0
     * @return what its holder is to have, and nobody can be told again
     */
    public TokenText add(String customer, String name, int perSecond) {
        TokenText text = TokenText.fresh();
        Map<String, AttributeValue> row = new HashMap<>(key(text.id()));
        row.put("customer", text(customer));
        row.put("name", text(name));
        row.put("perSecond", number(perSecond));
        row.put("digest", text(text.digest()));
        row.put("createdAt", number(clock.millis()));
        dynamodb.putItem(
                put ->
                        put.tableName(table)
                                .item(row)
                                .conditionExpression("attribute_not_exists(#item)")
                                .expressionAttributeNames(Map.of("#item", "item")));
        return text;
    }

    /** One, whether revoked or not; as it was a moment ago at the latest. */
    public Optional<Token> named(String id) {
        Map<String, AttributeValue> row =
                dynamodb.getItem(get -> get.tableName(table).key(key(id))).item();
        return row.isEmpty() ? Optional.empty() : Optional.of(token(row));
    }

    /** All of them, by ID. */
    public List<Token> all() {
        return dynamodb
                .queryPaginator(
                        query ->
                                query.tableName(table)
                                        .keyConditionExpression(
                                                "fleet = :fleet AND begins_with(#item, :prefix)")
                                        .expressionAttributeNames(Map.of("#item", "item"))
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":fleet", text(fleet),
                                                        ":prefix", text(PREFIX))))
                .items()
                .stream()
                .map(Tokens::token)
                .toList();
    }

    /**
     * Gives one another secret.
     *
     * @param overlap how long the one that it has still counts; a secret before that does not
     * @return what its holder is to have now; empty if there is no such token, or it is revoked
     */
    public Optional<TokenText> rotate(String id, Duration overlap) {
        TokenText text = TokenText.fresh(id);
        Instant until = clock.instant().plus(overlap);
        return change(
                        id,
                        "SET digestBefore = digest, digestBeforeUntil = :until, digest = :digest",
                        Map.of(
                                ":until", number(until.toEpochMilli()),
                                ":digest", text(text.digest())))
                .map(token -> text);
    }

    /**
     * Makes one nobody's; whoever shows it is refused at the latest when callers' tokens are looked
     * up again.
     *
     * @return whether there was such a token, and it was not revoked before
     */
    public boolean revoke(String id) {
        return change(
                        id,
                        "SET revokedAt = :now, expiresAt = :end REMOVE digestBefore,"
                                + " digestBeforeUntil",
                        Map.of(
                                ":now", number(clock.millis()),
                                ":end", number(clock.instant().plus(REMEMBERED).getEpochSecond())))
                .isPresent();
    }

    private Optional<Token> change(
            String id, String expression, Map<String, AttributeValue> values) {
        try {
            return Optional.of(
                    token(
                            dynamodb.updateItem(
                                            update ->
                                                    update.tableName(table)
                                                            .key(key(id))
                                                            .updateExpression(expression)
                                                            .conditionExpression(
                                                                    "attribute_exists(digest) AND"
                                                                        + " attribute_not_exists(revokedAt)")
                                                            .expressionAttributeValues(values)
                                                            .returnValues(ReturnValue.ALL_NEW))
                                    .attributes()));
        } catch (ConditionalCheckFailedException e) {
            return Optional.empty();
        }
    }

    private static Token token(Map<String, AttributeValue> item) {
        Row row = new Row(item);
        return new Token(
                row.text("item").orElse("").substring(PREFIX.length()),
                row.text("customer").orElse(""),
                row.text("name").orElse(""),
                row.number("perSecond").map(Math::toIntExact).orElse(1),
                instant(row, "createdAt").orElse(Instant.EPOCH),
                row.text("digest").orElse(""),
                row.text("digestBefore")
                        .flatMap(
                                digest ->
                                        instant(row, "digestBeforeUntil")
                                                .map(until -> new Token.Before(digest, until))),
                instant(row, "revokedAt"));
    }

    private static Optional<Instant> instant(Row row, String attribute) {
        return row.number(attribute).map(Instant::ofEpochMilli);
    }

    private Map<String, AttributeValue> key(String id) {
        return Map.of("fleet", text(fleet), "item", text(PREFIX + id));
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
