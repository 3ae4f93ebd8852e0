package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.job.Row;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows of all customers by an index, the latest change first: its ten partitions are merged as far
 * as somebody reads. What a look reads at most does not depend on how many rows there are.
 */
final class NewestRows {
    /** Rows to look through at a time for those wanted: about a MB, which is a Query's most. */
    private static final int SIFTED = 1000;

    private final DynamoDbClient dynamodb;
    private final String table;

    NewestRows(DynamoDbClient dynamodb, String table) {
        this.dynamodb = dynamodb;
        this.table = table;
    }

    /**
     * Part of a sequence.
     *
     * @param rows the latest change first
     * @param next where to go on; empty: there are no more
     * @param reads Queries that it took
     */
    record Found(List<Row> rows, Optional<Cursor> next, int reads) {}

    /**
     * Reads on.
     *
     * @param lanes what there is to read, in order; those before the cursor's are passed over
     * @param most rows
     * @param reads Queries at most, beyond which less is found and the next look goes on
     */
    Found find(Iterator<Lane> lanes, Optional<Cursor> from, Wanted wanted, int most, int reads) {
        List<Row> rows = new ArrayList<>();
        int left = reads;
        Optional<Cursor> at = from;
        while (lanes.hasNext()) {
            Lane lane = lanes.next();
            Map<String, Place> places = Map.of();
            if (at.isPresent()) {
                if (!at.get().lane().equals(lane)) {
                    continue;
                }
                places = at.get().places();
                at = Optional.empty();
            }
            Merge merge = new Merge(lane, places, wanted, page(lane, wanted, most));
            left = merge.into(rows, most, left);
            if (!merge.done()) {
                return new Found(rows, Optional.of(merge.cursor()), reads - left);
            }
            if (rows.size() >= most || left <= 0) {
                Optional<Cursor> next =
                        lanes.hasNext()
                                ? Optional.of(new Cursor(lanes.next(), Map.of()))
                                : Optional.empty();
                return new Found(rows, next, reads - left);
            }
        }
        return new Found(rows, Optional.empty(), reads - left);
    }

    private static int page(Lane lane, Wanted wanted, int most) {
        boolean ofStatus = !wanted.status().isEmpty() && !lane.index().equals("recent");
        Wanted others = ofStatus ? wanted.withoutStatus() : wanted;
        return others.filters() ? SIFTED : most + 1;
    }

    /** One lane's partitions. */
    private final class Merge {
        private final Lane lane;
        private final Map<String, Partition> partitions = new HashMap<>();

        Merge(Lane lane, Map<String, Place> places, Wanted wanted, int page) {
            this.lane = lane;
            for (String name : lane.partitions()) {
                @Nullable Place after = places.get(name);
                if (after == null || !after.equals(Cursor.END)) {
                    partitions.put(name, new Partition(lane, name, wanted, page, after));
                }
            }
        }

        /**
         * @return reads that are left
         */
        int into(List<Row> rows, int most, int reads) {
            int left = reads;
            while (rows.size() < most && !done()) {
                Partition latest =
                        partitions.values().stream()
                                .max(
                                        Comparator.comparingLong(Partition::nextAt)
                                                // what may be as late is read first
                                                .thenComparing(each -> !each.ready()))
                                .orElseThrow();
                if (latest.ready()) {
                    rows.add(latest.take());
                    continue;
                }
                List<Partition> hungry =
                        partitions.values().stream().filter(Partition::hungry).toList();
                if (left < hungry.size()) {
                    return left;
                }
                left -= hungry.size();
                SideBySide.of(hungry, NewestRows.this::read);
            }
            return left;
        }

        boolean done() {
            return partitions.values().stream().allMatch(Partition::done);
        }

        Cursor cursor() {
            Map<String, Place> places = new HashMap<>();
            for (String name : lane.partitions()) {
                @Nullable Partition partition = partitions.get(name);
                if (partition == null || partition.done()) {
                    places.put(name, Cursor.END);
                } else {
                    Place place = partition.takenTo();
                    if (place != null) {
                        places.put(name, place);
                    }
                }
            }
            return new Cursor(lane, places);
        }
    }

    private Partition read(Partition partition) {
        try {
            partition.read(dynamodb, table);
            return partition;
        } catch (DynamoDbException e) {
            if (String.valueOf(e.getMessage()).contains("specified index")) {
                throw new StartFailure(
                        "the table %s lacks an index; set SLUICE_INDEXES=recent for all programs and run `ops/sluice provision`"
                                .formatted(table),
                        e);
            }
            throw e;
        }
    }
}
