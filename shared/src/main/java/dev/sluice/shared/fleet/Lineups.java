package dev.sluice.shared.fleet;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.pipeline.Versions;
import dev.sluice.shared.release.Lineup;
import dev.sluice.shared.release.LineupJson;
import dev.sluice.shared.release.Pins;
import dev.sluice.shared.release.ReleaseStore;
import dev.sluice.shared.time.Ticker;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Which releases do what, a row a pipeline. Of two changes at once none undoes the other. */
public final class Lineups {
    private static final String PREFIX = "lineup#";
    private static final int TRIES = 20;

    private final FleetTable table;

    Lineups(FleetTable table) {
        this.table = table;
    }

    /** Chooses releases for jobs as they say, and as the repository's short forms do. */
    public static Versions pins(Settings settings, AwsClients aws) {
        InstantSource clock = InstantSource.system();
        Lineups lineups = FleetTable.of(settings, aws.dynamodb(), clock).lineups();
        ReleaseStore store = new ReleaseStore(settings.modelPath(), aws.s3());
        return new Pins(lineups::glance, store::written, clock, Ticker.system());
    }

    /** Those that were ever changed, read consistently, by pipeline. */
    public Map<String, Lineup> all() {
        return lineups(table.rows(PREFIX));
    }

    /** The same as they are, or were a moment ago, at half the price. */
    public Map<String, Lineup> glance() {
        return lineups(table.glance(PREFIX));
    }

    private static Map<String, Lineup> lineups(List<Map<String, AttributeValue>> rows) {
        Map<String, Lineup> lineups = new HashMap<>();
        for (Map<String, AttributeValue> row : rows) {
            String pipeline = Stored.text(row, "item").orElse(PREFIX).substring(PREFIX.length());
            lineups.put(pipeline, lineup(row));
        }
        return lineups;
    }

    private static Lineup lineup(Map<String, AttributeValue> row) {
        return Stored.text(row, "lineup").map(LineupJson::read).orElse(Lineup.FIRST);
    }

    /**
     * Changes a pipeline's, from what it is at that moment.
     *
     * @param how called again if somebody else was quicker; what it throws changes nothing
     * @return what it is now
     */
    public Lineup change(String pipeline, UnaryOperator<Lineup> how) {
        for (int i = 0; i < TRIES; i++) {
            Map<String, AttributeValue> row = table.row(PREFIX + pipeline);
            Lineup now = how.apply(lineup(row));
            if (table.update(PREFIX + pipeline, update(now, (long) Stored.number(row, "change")))
                    .isPresent()) {
                return now;
            }
        }
        throw new IllegalStateException(
                "the releases of %s are changed by others all the time; try again"
                        .formatted(pipeline));
    }

    private UpdateItemRequest.Builder update(Lineup now, long change) {
        return UpdateItemRequest.builder()
                .updateExpression("SET lineup = :lineup, updatedAt = :now, #change = :next")
                .conditionExpression("attribute_not_exists(#change) OR #change = :change")
                .expressionAttributeNames(Map.of("#change", "change"))
                .expressionAttributeValues(
                        Map.of(
                                ":lineup", AttributeValue.fromS(LineupJson.write(now).toString()),
                                ":now", Stored.number(table.clock().millis()),
                                ":change", Stored.number(change),
                                ":next", Stored.number(change + 1)));
    }
}
