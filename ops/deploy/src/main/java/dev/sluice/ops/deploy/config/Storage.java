package dev.sluice.ops.deploy.config;

import dev.sluice.shared.Settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Buckets and tables.
 *
 * @param bucket of uploads
 * @param resultBucket of results; the same unless there are two
 * @param table of rows
 * @param fleetTable of running programs
 * @param indexes of the rows, beyond that of failed ones
 * @param tiered whether what lies for 30 days goes where it is cheapest (Intelligent-Tiering)
 * @param kept how long objects are kept
 * @param origins of web pages that may upload and read by a browser; none: no CORS
 * @param warm throughput that the table of rows can take from the start
 * @param deletionProtection whether tables refuse to be deleted
 */
public record Storage(
        String bucket,
        String resultBucket,
        String table,
        String fleetTable,
        Set<Settings.Index> indexes,
        boolean tiered,
        Kept kept,
        List<String> origins,
        Optional<Warm> warm,
        boolean deletionProtection) {
    public Storage {
        indexes = Set.copyOf(indexes);
        origins = List.copyOf(origins);
    }

    /**
     * Whole days.
     *
     * @param objects current versions
     * @param noncurrent versions that were replaced or deleted
     * @param parts uploads in parts that nobody finished
     */
    public record Kept(Duration objects, Duration noncurrent, Duration parts) {}

    /**
     * @param reads units a second
     * @param writes units a second
     */
    public record Warm(int reads, int writes) {}

    /** Whether results lie elsewhere than uploads. */
    public boolean two() {
        return !bucket.equals(resultBucket);
    }
}
