package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.Settings.Index;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Usage;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The indexes that are switches, and what they cost, against DynamoDB Local. */
class IndexesTest {
    private static final Set<Index> BOTH = Set.of(Index.RECENT, Index.STATUS);

    @Test
    void aRowIsUnderItsUploadsDateAndUnderItsStatusOfNow() {
        OneRow one = OneRow.indexed(new ApiMeter(), BOTH);
        one.dispatch.pending(one.old, OneRow.ALL);

        Row row = one.read();
        String recent = row.text("recentShard").orElseThrow();
        String pending = row.text("statusShard").orElseThrow();
        assertThat(recent).matches("2026-11-21#\\d");
        assertThat(pending).matches("pending#\\d");
        assertThat(one.under("recent", recent)).hasSize(1);
        assertThat(one.under("status", pending)).hasSize(1);

        one.last.completed(one.old, OneRow.COMPLETION, 1);

        assertThat(one.under("recent", recent))
                .singleElement()
                .extracting(Row::status)
                .isEqualTo(one.read().status());
        assertThat(one.under("status", pending)).isEmpty();
        assertThat(one.under("status", pending.replace("pending", "completed"))).hasSize(1);
    }

    @Test
    void aNewerUploadOfTheKeyMovesToItsOwnDate() {
        OneRow one = OneRow.indexed(new ApiMeter(), BOTH);
        one.dispatch.pending(one.old, OneRow.ALL);
        String before = one.read().text("recentShard").orElseThrow();
        Job next = one.job("acme/a.jpg", "0C", OneRow.NOW.plus(Duration.ofDays(1)));
        one.dispatch.pending(next, OneRow.ALL);

        assertThat(one.read().text("recentShard")).contains(before.replace("-21#", "-22#"));
        assertThat(one.under("recent", before)).isEmpty();
    }

    @Test
    void failedAndDeletedRowsAreUnderTheirStatusToo() {
        OneRow failed = OneRow.indexed(new ApiMeter(), BOTH);
        failed.dispatch.pending(failed.old, OneRow.ALL);
        failed.last.failed(failed.old, OneRow.REASON, 1);
        assertThat(failed.read().text("statusShard").orElse("")).startsWith("failed#");

        OneRow deleted = OneRow.indexed(new ApiMeter(), BOTH);
        deleted.dispatch.pending(deleted.old, OneRow.ALL);
        deleted.dispatch.deleted(
                deleted.removed("acme/a.jpg", Optional.empty(), "0C", OneRow.NOW), OneRow.ALL);
        assertThat(deleted.read().text("statusShard").orElse("")).startsWith("deleted#");
    }

    @Test
    void withoutTheSwitchNoRowCarriesAKey() {
        OneRow one = new OneRow();
        one.dispatch.pending(one.old, OneRow.ALL);
        one.last.completed(one.old, OneRow.COMPLETION, 1);

        assertThat(one.read().item()).doesNotContainKeys("recentShard", "statusShard");
    }

    private record Case(Set<Index> indexes, List<Double> units) {}

    /** The figures of docs/results.md: pending, completed; pending, failed; completed only. */
    private static List<Case> cases() {
        return List.of(
                new Case(Set.of(), List.of(1.0, 1.0, 1.0, 2.0, 1.0)),
                new Case(Set.of(Index.RECENT), List.of(2.0, 3.0, 2.0, 4.0, 2.0)),
                new Case(Set.of(Index.STATUS), List.of(2.0, 3.0, 2.0, 4.0, 2.0)),
                new Case(BOTH, List.of(3.0, 5.0, 3.0, 6.0, 3.0)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatAnIndexCosts(Case each) {
        ApiMeter meter = new ApiMeter();
        OneRow good = OneRow.indexed(meter, each.indexes());
        OneRow bad = OneRow.indexed(meter, each.indexes());
        OneRow only = OneRow.indexed(meter, each.indexes());

        assertThat(
                        List.of(
                                units(good, () -> good.dispatch.pending(good.old, OneRow.ALL)),
                                units(
                                        good,
                                        () -> good.last.completed(good.old, OneRow.COMPLETION, 1)),
                                units(bad, () -> bad.dispatch.pending(bad.old, OneRow.ALL)),
                                units(bad, () -> bad.last.failed(bad.old, OneRow.REASON, 1)),
                                units(
                                        only,
                                        () -> only.only.completed(only.old, OneRow.COMPLETION, 1))))
                .isEqualTo(each.units());
    }

    private double units(OneRow row, Runnable write) {
        Usage before = row.meter.usage();
        row.now = row.now.plusMillis(1); // the other half of a key
        write.run();
        return row.meter.usage().since(before).units().getOrDefault(ApiMeter.WRITE_UNITS, 0.0);
    }
}
