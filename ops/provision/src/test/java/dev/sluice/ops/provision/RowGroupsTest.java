package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.RowGroups;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Rows that are completed in one call, their conditions evaluated by DynamoDB Local. */
class RowGroupsTest {
    private final ApiMeter meter = new ApiMeter();

    /** Completes the old upload of each, in one group; whether it did. */
    private List<Boolean> completed(List<OneRow> rows) throws Exception {
        AtomicInteger coming = new AtomicInteger(rows.size());
        RowGroups groups =
                new RowGroups(
                        rows.getFirst().last,
                        () -> coming.decrementAndGet() == 0,
                        Duration.ofMinutes(4),
                        System::nanoTime);
        List<Callable<Boolean>> jobs = new ArrayList<>();
        for (OneRow row : rows) {
            jobs.add(() -> groups.completed(row.old, OneRow.COMPLETION, 2, () -> {}));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Boolean> done = new ArrayList<>();
            for (Future<Boolean> job : threads.invokeAll(jobs)) {
                done.add(job.get());
            }
            return done;
        }
    }

    private OneRow pending() {
        OneRow row = OneRow.counted(meter);
        row.dispatch.pending(row.old, OneRow.ALL);
        return row;
    }

    @Test
    void rule4_eachRowOfAGroupHasItsOwnCondition() throws Exception {
        OneRow fresh = pending();
        OneRow overtaken = pending();
        overtaken.dispatch.pending(overtaken.newer, OneRow.ALL);
        OneRow done = pending();
        done.last.completed(done.old, OneRow.COMPLETION, 1);
        OneRow failed = pending();
        failed.last.failed(failed.old, OneRow.REASON, 1);
        OneRow removed = OneRow.counted(meter);
        removed.dispatch.deleted(
                removed.removed("acme/a.jpg", Optional.empty(), "0A", OneRow.NOW), OneRow.ALL);
        OneRow gone = OneRow.counted(meter);
        long calls = calls("UpdateItem");

        assertThat(completed(List.of(fresh, overtaken, done, failed, removed, gone)))
                .containsExactly(true, false, false, true, false, false);

        assertThat(calls("BatchExecuteStatement")).as("asked of nobody, then one").isEqualTo(2);
        assertThat(calls("UpdateItem")).as("none alone").isEqualTo(calls);
        assertThat(fresh.read().status()).contains(Row.Status.COMPLETED);
        assertThat(overtaken.read().generation()).contains(overtaken.newer.generation());
        assertThat(overtaken.read().status()).contains(Row.Status.PENDING);
        assertThat(done.read().number("attempt")).contains(1L);
        assertThat(failed.read().status()).contains(Row.Status.COMPLETED);
        assertThat(failed.read().text("failedShard")).as("left the index").isEmpty();
        assertThat(gone.readIfThere()).isEmpty();
    }

    private long calls(String operation) {
        return meter.counts().getOrDefault("dynamodb." + operation, 0L);
    }

    @Test
    void rule4_aGroupWritesWhatARowAloneWould() throws Exception {
        OneRow alone = pending();
        alone.applicationSets("theirs", "kept");
        alone.last.completed(alone.old, OneRow.COMPLETION, 2);
        OneRow one = pending();
        one.applicationSets("theirs", "kept");
        OneRow other = pending();

        assertThat(completed(List.of(one, other))).containsExactly(true, true);

        assertThat(item(one)).isEqualTo(item(alone)).containsKey("theirs");
    }

    /** Without what differs from customer to customer. */
    private static Map<String, AttributeValue> item(OneRow row) {
        Map<String, AttributeValue> item = new HashMap<>(row.read().item());
        item.remove("customerID");
        return item;
    }

    /** DynamoDB Local tells none of a group; then each row counts as the one unit that it takes. */
    @Test
    void aGroupTakesAUnitForEachRow() throws Exception {
        OneRow one = pending();
        OneRow other = pending();
        double before = meter.usage().units().get(ApiMeter.WRITE_UNITS);

        var _ = completed(List.of(one, other));

        assertThat(meter.usage().units().get(ApiMeter.WRITE_UNITS) - before)
                .as("two, and one for what is asked first")
                .isEqualTo(3);
    }
}
