package dev.sluice.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.HashMap;
import java.util.Map;

class RowsTest {
    @Test
    void aCompletedUploadTellsWhatWasFound() {
        assertThat(Rows.outcome(row("completed", Map.of("headline", "3 flakes"))))
                .isEqualTo("3 flakes");
    }

    @Test
    void aFailedOneTellsWhyWhateverWasFoundBefore() {
        Map<String, String> both =
                Map.of("headline", "3 flakes", "failureReason", "timeout: It took too long.");
        assertThat(Rows.outcome(row("failed", both))).isEqualTo("timeout: It took too long.");
    }

    @Test
    void oneThatWaitsTellsNothing() {
        assertThat(Rows.outcome(row("pending", Map.of()))).isEmpty();
    }

    private static Row row(String status, Map<String, String> texts) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("processingStatus", AttributeValue.fromS(status));
        texts.forEach((name, text) -> item.put(name, AttributeValue.fromS(text)));
        return new Row(item);
    }
}
