package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.Settings;
import dev.sluice.shared.Settings.Index;
import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The uploads that changed last, for a list that is looked at all the time: those of today, and of
 * yesterday only while there are too few. Without the index {@code recent} the last failures.
 */
final class NewestUploads {
    private static final Duration AHEAD = Duration.ofMinutes(5);
    private static final int DAYS = 3;
    private static final int READS = 30;

    private final NewestRows rows;
    private final boolean recent;
    private final InstantSource clock;

    NewestUploads(DynamoDbClient dynamodb, Settings settings, InstantSource clock) {
        this.rows = new NewestRows(dynamodb, settings.table());
        this.recent = settings.indexes().contains(Index.RECENT);
        this.clock = clock;
    }

    List<RowView> rows(int most) {
        List<Row> found = new ArrayList<>();
        if (recent) {
            LocalDate today = clock.instant().plus(AHEAD).atOffset(ZoneOffset.UTC).toLocalDate();
            found.addAll(
                    rows.find(
                                    Lane.since(today, today.minusDays(DAYS - 1)).iterator(),
                                    Optional.empty(),
                                    Wanted.ALL,
                                    most,
                                    READS)
                            .rows());
        } else {
            found.addAll(
                    rows.find(
                                    List.of(Lane.FAILED).iterator(),
                                    Optional.empty(),
                                    Wanted.ALL,
                                    most,
                                    READS)
                            .rows());
        }
        return found.stream().map(RowView::of).toList();
    }
}
