package dev.sluice.ops.dashboard.read;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.Settings;
import dev.sluice.shared.Settings.Index;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds rows, newest first where an index allows. A look makes at most {@link #READS} Queries of a
 * MB each, however many rows there are: where that is not enough it says how far it came, and the
 * next look goes on there.
 */
public final class JobSearch {
    /** Of one look. */
    static final int READS = 40;

    /** How far back the newest are looked for, by the day of their upload: rows live a year. */
    private static final int DAYS = 370;

    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final DynamoDbClient dynamodb;
    private final String table;
    private final Set<Index> indexes;
    private final Pipelines pipelines;
    private final NewestRows newest;
    private final InstantSource clock;
    private final int days;

    public JobSearch(
            Settings settings, DynamoDbClient dynamodb, Pipelines pipelines, InstantSource clock) {
        this(settings, dynamodb, pipelines, clock, DAYS);
    }

    JobSearch(
            Settings settings,
            DynamoDbClient dynamodb,
            Pipelines pipelines,
            InstantSource clock,
            int days) {
        this.dynamodb = dynamodb;
        this.table = settings.table();
        this.indexes = settings.indexes();
        this.pipelines = pipelines;
        this.newest = new NewestRows(dynamodb, table);
        this.clock = clock;
        this.days = days;
    }

    /**
     * What a look found.
     *
     * @param next where to go on; empty: there are no more
     * @param order {@code newest}, or {@code name} for what no index brings into order
     * @param back the day down to which uploads were looked at, where the look goes by days
     */
    public record Found(
            List<Row> rows, Optional<String> next, String order, Optional<LocalDate> back) {}

    /**
     * Looks.
     *
     * @param next where an earlier look ended; empty: at the beginning
     * @throws UsageError if it cannot be found without an index that is not there
     * @throws IllegalArgumentException if {@code next} is of no look
     */
    public Found find(Wanted wanted, String next, int most) {
        if (!wanted.customer().isEmpty() && !next.startsWith("i")) {
            Optional<Found> all = ofCustomer(wanted, next, most);
            if (all.isPresent()) {
                return all.get();
            }
        }
        return byIndex(wanted, next, most);
    }

    /** By the customer's own partition: all at once if it is small, else by name if need be. */
    private Optional<Found> ofCustomer(Wanted wanted, String next, int most) {
        List<Row> rows = new ArrayList<>();
        boolean whole = true;
        for (String begins : wanted.item().isEmpty() ? List.of("") : beginnings(wanted.item())) {
            QueryResponse page = dynamodb.query(query(wanted, begins));
            page.items().forEach(item -> rows.add(new Row(item)));
            whole &= !page.hasLastEvaluatedKey() || page.lastEvaluatedKey().isEmpty();
        }
        if (!whole && wanted.item().isEmpty() && indexes.contains(Index.RECENT)) {
            return Optional.empty(); // too many to be sorted here; the index has them in order
        }
        rows.sort(Comparator.comparing((Row row) -> row.number("updatedAt").orElse(0L)).reversed());
        int from = next.isEmpty() ? 0 : offset(next);
        int to = Math.min(rows.size(), from + most);
        List<Row> shown = from >= to ? List.of() : rows.subList(from, to);
        Optional<String> more = to < rows.size() ? Optional.of("c" + to) : Optional.empty();
        return Optional.of(
                new Found(List.copyOf(shown), more, whole ? "newest" : "name", Optional.empty()));
    }

    private static int offset(String next) {
        if (!next.matches("c\\d{1,6}")) {
            throw new IllegalArgumentException("that is no place to go on from");
        }
        return Integer.parseInt(next, 1, next.length(), 10);
    }

    /** What a sort key may begin with that somebody knows by its name alone. */
    private List<String> beginnings(String item) {
        return pipelines.all().stream()
                .map(Pipeline::row)
                .map(row -> row.toString().replaceFirst("\\{.*", ""))
                .distinct()
                .map(literal -> item.startsWith(literal) ? item : literal + item)
                .distinct()
                .toList();
    }

    private QueryRequest query(Wanted wanted, String begins) {
        Wanted rest = new Wanted("", "", wanted.status(), wanted.pipeline(), wanted.reason());
        Map<String, AttributeValue> values = new HashMap<>(rest.values());
        values.put(":customerID", AttributeValue.fromS(wanted.customer()));
        QueryRequest.Builder query = QueryRequest.builder().tableName(table);
        String key = "customerID = :customerID";
        if (!begins.isEmpty()) {
            key += " AND begins_with(imageID, :begins)";
            values.put(":begins", AttributeValue.fromS(begins));
        }
        if (rest.filters()) {
            query.filterExpression(rest.filter());
        }
        return query.keyConditionExpression(key).expressionAttributeValues(values).build();
    }

    private Found byIndex(Wanted wanted, String next, int most) {
        if (!next.isEmpty() && !next.startsWith("i")) {
            throw new IllegalArgumentException("that is no place to go on from");
        }
        Optional<Cursor> from =
                next.isEmpty() ? Optional.empty() : Optional.of(Cursor.of(next.substring(1)));
        NewestRows.Found found = newest.find(lanes(wanted, from), from, wanted, most, READS);
        return new Found(
                found.rows(),
                found.next().map(cursor -> "i" + cursor.text()),
                "newest",
                found.next().flatMap(Cursor::day));
    }

    private Iterator<Lane> lanes(Wanted wanted, Optional<Cursor> from) {
        if (wanted.status().equals("failed")) {
            return List.of(Lane.FAILED).iterator();
        }
        if (!wanted.status().isEmpty() && indexes.contains(Index.STATUS)) {
            return List.of(Lane.ofStatus(wanted.status())).iterator();
        }
        if (!indexes.contains(Index.RECENT)) {
            throw new UsageError(
                    "Newest uploads of all customers need the index recent: set"
                        + " SLUICE_INDEXES=recent for all programs, and run `ops/sluice provision`."
                        + " Failed ones, and those of one customer, are found without.");
        }
        // S3's clock dates the uploads, and may be ahead of this one.
        LocalDate today = clock.instant().plus(AHEAD).atOffset(ZoneOffset.UTC).toLocalDate();
        LocalDate first = from.flatMap(Cursor::day).filter(today::isAfter).orElse(today);
        return Lane.since(first, today.minusDays(days)).iterator();
    }
}
