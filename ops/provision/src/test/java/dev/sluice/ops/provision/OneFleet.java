package dev.sluice.ops.provision;

import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.MemberRow;
import dev.sluice.shared.fleet.Vitals;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A fleet of its own in DynamoDB Local, by a clock that moves when a test says so. */
final class OneFleet {
    final DynamoDbClient dynamodb = new OneRow().clients.dynamodb();
    final String name = "f-" + UUID.randomUUID();

    /** Far off, for DynamoDB Local deletes what has expired, at moments of its own. */
    volatile Instant now = Instant.parse("2100-01-01T00:00:00Z");

    final InstantSource clock = () -> now;
    final FleetTable table = on(dynamodb);

    FleetTable on(DynamoDbClient client) {
        return on(client, clock);
    }

    FleetTable on(DynamoDbClient client, InstantSource by) {
        return new FleetTable(client, "Fleet", name, by);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Member worker() {
        return Member.ofProcess(Member.Kind.WORKER, now, Optional.empty());
    }

    static Vitals ready() {
        return in(Vitals.State.READY);
    }

    static Vitals in(Vitals.State state) {
        return new Vitals(
                state,
                Optional.empty(),
                Map.of("cats", "1", "dogs", "2"),
                3,
                4.567,
                Map.of("cats", 0.012345),
                0.5);
    }

    List<MemberRow> members() {
        return table.members().all();
    }

    /** What a worker hears with its next write. */
    Set<String> renewed(Member member) {
        return table.members().renew(member, ready()).orElseThrow().paused();
    }

    /** DynamoDB deletes it. */
    void expires(Member member) {
        dynamodb.deleteItem(
                delete ->
                        delete.tableName("Fleet")
                                .key(
                                        Map.of(
                                                "fleet", AttributeValue.fromS(name),
                                                "item",
                                                        AttributeValue.fromS(
                                                                "worker#" + member.id()))));
    }
}
