package dev.sluice.shared.fleet;

import dev.sluice.shared.time.Ticker;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A lock that ends by itself when its holder does. The holder counts its time by its own monotonic
 * clock, from before it asked, and stops a margin early. Others wait until the time in the row has
 * passed by a margin; or, where a clock jumped and that time is far off, until the row has not
 * changed for a whole lease of their own clock. A clock that runs ahead by more than the margins
 * can still let two in for a third of a lease: what it guards must bear that, and {@link #held}
 * tells the first one at its next {@link #extend}.
 *
 * <p>For one thread.
 */
public final class FleetLock {
    /** Of the lease, which each side keeps away from its end. */
    private static final int MARGIN = 6;

    private final FleetTable table;
    private final String item;
    private final String owner;
    private final Duration lease;
    private final Ticker ticker;

    private @Nullable String taking;
    private long heldUntil;
    private Map<String, AttributeValue> seen = Map.of();
    private long seenSince;
    private String reached = "";

    FleetLock(FleetTable table, String name, String owner, Duration lease, Ticker ticker) {
        this.table = table;
        this.item = "lock#" + name;
        this.owner = owner;
        this.lease = lease;
        this.ticker = ticker;
    }

    /**
     * Who has it.
     *
     * @param until when it ends by the holder's clock, unless it is extended
     */
    public record Holder(String owner, Instant until) {}

    /** Takes it. False if another program has it. */
    public boolean take() {
        return take(Duration.ZERO);
    }

    /**
     * Takes it for something that is done now and then.
     *
     * @param notWithin of the last {@link #finish}: then it is done, and nobody gets the lock. A
     *     finish that is more than a lease in the future is a wrong clock's, and counts for nothing
     * @return false if it is done, or another program has it
     */
    public boolean take(Duration notWithin) {
        long now = table.clock().millis();
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":ended", Stored.number(now - margin().toMillis()));
        String free = "(attribute_not_exists(#until) OR #until < :ended";
        if (stands(values)) {
            free += " OR (taking = :seenTaking AND #until = :seenUntil)";
        }
        free += ")";
        if (notWithin.isPositive()) {
            values.put(":due", Stored.number(now - notWithin.toMillis()));
            values.put(":now", Stored.number(now));
            values.put(":ahead", Stored.number(now + lease.toMillis()));
            values.put(":farAhead", Stored.number(now + notWithin.toMillis()));
            free +=
                    " AND (attribute_not_exists(finishedAt) OR finishedAt <= :due"
                            + " OR finishedAt > :ahead) AND (attribute_not_exists(notBefore)"
                            + " OR notBefore <= :now OR notBefore > :farAhead)";
        }
        boolean taken = write(UUID.randomUUID().toString(), free, values);
        if (!taken) {
            look();
        }
        return taken;
    }

    /** Whether it is still held, by this machine's monotonic clock. */
    public boolean held() {
        return taking != null && ticker.nanos() - heldUntil < 0;
    }

    /**
     * Holds it for another lease; call at a third of one.
     *
     * @return false if it is not held any more, and what it guards must stop
     */
    public boolean extend() {
        String mine = taking;
        if (mine == null) {
            return false;
        }
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":mine", AttributeValue.fromS(mine));
        values.putAll(position());
        if (!write(mine, "taking = :mine", values)) {
            taking = null;
        }
        return held();
    }

    /** How far whoever had it was, as they said; empty after a {@link #finish}. */
    public String reached() {
        return reached;
    }

    /** Says how far it is, to whoever takes it next; written with {@link #extend} and release. */
    public void reached(String position) {
        reached = position;
    }

    /** Lets it go, for others to take at once. */
    public void release() {
        end("SET reached = :reached REMOVE #until, taking, #owner", position());
    }

    /**
     * Lets it go with what it guards undone, as nobody can do the rest just now.
     *
     * @param pause for which nobody gets it who takes it for what is done now and then; no longer
     *     than they do it
     */
    public void release(Duration pause) {
        Map<String, AttributeValue> values = new HashMap<>(position());
        values.put(":later", Stored.number(table.clock().instant().plus(pause).toEpochMilli()));
        end("SET reached = :reached, notBefore = :later REMOVE #until, taking, #owner", values);
    }

    /** Lets it go with what it guards done. */
    public void finish() {
        end(
                "SET finishedAt = :now REMOVE #until, taking, #owner, reached, notBefore",
                Map.of(":now", Stored.number(table.clock().millis())));
    }

    /** Who has it at present, for people. */
    public Optional<Holder> holder() {
        Map<String, AttributeValue> row = table.row(item);
        return Stored.text(row, "owner").map(who -> new Holder(who, Stored.instant(row, "until")));
    }

    private Map<String, AttributeValue> position() {
        return Map.of(":reached", AttributeValue.fromS(reached));
    }

    private Duration margin() {
        return lease.dividedBy(MARGIN);
    }

    private boolean write(String as, String condition, Map<String, AttributeValue> values) {
        long begun = ticker.nanos();
        values.put(":owner", AttributeValue.fromS(owner));
        values.put(":taking", AttributeValue.fromS(as));
        values.put(":until", Stored.number(table.clock().instant().plus(lease).toEpochMilli()));
        String position = values.containsKey(":reached") ? ", reached = :reached" : "";
        Optional<Map<String, AttributeValue>> written =
                table.update(
                        item,
                        UpdateItemRequest.builder()
                                .updateExpression(
                                        "SET #owner = :owner, taking = :taking, #until = :until"
                                                + position)
                                .conditionExpression(condition)
                                .expressionAttributeNames(
                                        Map.of("#owner", "owner", "#until", "until"))
                                .expressionAttributeValues(values));
        if (written.isPresent()) {
            taking = as;
            heldUntil = begun + lease.minus(margin()).toNanos();
            reached = Stored.text(written.get(), "reached").orElse("");
        }
        return written.isPresent();
    }

    private void end(String expression, Map<String, AttributeValue> more) {
        String mine = taking;
        if (mine == null) {
            return;
        }
        taking = null;
        Map<String, AttributeValue> values = new HashMap<>(more);
        values.put(":mine", AttributeValue.fromS(mine));
        table.update(
                item,
                UpdateItemRequest.builder()
                        .updateExpression(expression)
                        .conditionExpression("taking = :mine")
                        .expressionAttributeNames(Map.of("#owner", "owner", "#until", "until"))
                        .expressionAttributeValues(values));
    }

    /** What another's row says, and since when. */
    private void look() {
        Map<String, AttributeValue> row = table.row(item);
        if (!row.equals(seen)) {
            seen = row;
            seenSince = ticker.nanos();
        }
    }

    /** Whether another's row has not changed for longer than its holder may leave it so. */
    private boolean stands(Map<String, AttributeValue> values) {
        @Nullable AttributeValue taken = seen.get("taking");
        @Nullable AttributeValue until = seen.get("until");
        if (taken == null
                || until == null
                || ticker.nanos() - seenSince < lease.plus(margin()).toNanos()) {
            return false;
        }
        values.put(":seenTaking", taken);
        values.put(":seenUntil", until);
        return true;
    }
}
