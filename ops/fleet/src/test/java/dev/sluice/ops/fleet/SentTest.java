package dev.sluice.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

class SentTest {
    private static final Submission SUBMISSION =
            new Naming("acme").next("scan-0000001.jpg", ShippedPipelines.named("flakes"));
    private static final String OLD = "01";
    private static final String NEW = "02";

    @Test
    void aSettledRowOfThisContentIsTheAnswer() {
        Sent sent = sent(Optional.empty());
        assertThat(sent.settledBy(row("completed", "e1", NEW))).isTrue();
        assertThat(sent.settledBy(row("failed", "e1", NEW))).isTrue();
        assertThat(sent.settledBy(row("pending", "e1", NEW))).isFalse();
        assertThat(sent.settledBy(row("processing", "e1", NEW))).isFalse();
    }

    @Test
    void aRowOfOtherContentIsNot() {
        assertThat(sent(Optional.empty()).settledBy(row("completed", "e2", NEW))).isFalse();
    }

    @Test
    void theRowOfAnEarlierUploadOfTheSameContentIsNot() {
        Sent sent = sent(Optional.of(row("completed", "e1", OLD)));
        assertThat(sent.settledBy(row("completed", "e1", OLD))).isFalse();
        assertThat(sent.settledBy(row("completed", "e1", NEW))).isTrue();
    }

    @Test
    void anotherKeysRowThatWasThereSaysNothingAboutOrder() {
        Row other = row("completed", "e1", "FF", "acme/uploaded/scan-0000001_original.png");
        Sent sent = sent(Optional.of(other));
        assertThat(sent.settledBy(other)).isFalse();
        assertThat(sent.settledBy(row("completed", "e1", NEW))).isTrue();
    }

    private static Sent sent(Optional<Row> before) {
        return new Sent(SUBMISSION, "e1", before);
    }

    private static Row row(String status, String eTag, String sequencer) {
        return row(status, eTag, sequencer, SUBMISSION.key());
    }

    private static Row row(String status, String eTag, String sequencer, String key) {
        return new Row(
                Map.of(
                        "processingStatus", AttributeValue.fromS(status),
                        "eTag", AttributeValue.fromS(eTag),
                        "s3Key", AttributeValue.fromS(key),
                        "generation",
                                AttributeValue.fromS(
                                        Generation.of(Optional.of(sequencer), Instant.EPOCH)
                                                .value())));
    }
}
