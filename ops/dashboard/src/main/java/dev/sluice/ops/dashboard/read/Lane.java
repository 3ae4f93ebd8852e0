package dev.sluice.ops.dashboard.read;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ten partitions of an index that together are a sequence of rows by the time of their last change.
 *
 * @param index its name
 * @param of what the partitions' names begin with: a day, a status, or nothing
 */
record Lane(String index, String of) {
    private static final int SHARDS = 10;

    /** Failed rows. */
    static final Lane FAILED = new Lane("failed", "");

    /** Rows of uploads of a day, UTC. */
    static Lane of(LocalDate day) {
        return new Lane("recent", day + "#");
    }

    /** Rows of a status. */
    static Lane ofStatus(String status) {
        return new Lane("status", status + "#");
    }

    /** A day's, and those of the days before it, down to the last. */
    static Stream<Lane> since(LocalDate day, LocalDate last) {
        return Stream.iterate(day, each -> !each.isBefore(last), each -> each.minusDays(1))
                .map(Lane::of);
    }

    /** The name of the attribute that is the index's partition key. */
    String attribute() {
        return index + "Shard";
    }

    List<String> partitions() {
        return IntStream.range(0, SHARDS).mapToObj(shard -> of + shard).toList();
    }
}
