package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.DispatchRows.Dispatch;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;

/** What a long job says on its way, its condition evaluated by DynamoDB Local. */
class ProgressRowsTest {
    private final OneRow rows = new OneRow();

    private boolean processing(int percent) {
        return rows.progress.processing(rows.old, Map.of("percent", percent), 1);
    }

    @Test
    void rule4_progressIsForUnsettledUploadsOnly() {
        rows.dispatch.pending(rows.old, OneRow.ALL);

        assertThat(processing(1)).isTrue();
        assertThat(processing(50)).isTrue();
        assertThat(rows.read().status()).contains(Row.Status.PROCESSING);
        assertThat(rows.read().map("progress"))
                .containsExactly(Map.entry("percent", AttributeValue.fromN("50")));
        assertThat(rows.dispatch.pending(rows.old, OneRow.ALL)).isEqualTo(Dispatch.NOTHING);

        rows.last.failed(rows.old, OneRow.REASON, 2);
        assertThat(processing(99)).isFalse();
        assertThat(rows.read().map("progress")).as("it is over").isEmpty();
    }

    @Test
    void rule4_progressOfAnOvertakenUploadIsNotTold() {
        rows.dispatch.pending(rows.old, OneRow.ALL);
        rows.dispatch.pending(rows.newer, OneRow.ALL);

        assertThat(processing(1)).isFalse();
        assertThat(rows.read().status()).contains(Row.Status.PENDING);
    }

    @Test
    void rule4_progressMakesNoRow() {
        assertThat(processing(1)).isFalse();
        assertThat(rows.readIfThere()).isEmpty();
    }
}
