package dev.sluice.shared.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

class RowTest {
    private static Generation generation(String sequencer, long millis) {
        return Generation.of(Optional.of(sequencer), Instant.ofEpochMilli(millis));
    }

    private static Job job(String key, String sequencer, long millis) {
        return new Job(
                new Job.Work("cats", "1"),
                new RowKey("acme", "a", "a"),
                new ObjectVersion("uploads", key, "etag", Optional.empty(), 10),
                generation(sequencer, millis));
    }

    /** Of {@code acme/a.jpg}, sequencer 0B, 5 ms. */
    private static Row row(Row.Status status, long attempt) {
        return new Row(
                Map.of(
                        "s3Key", AttributeValue.fromS("acme/a.jpg"),
                        "generation", AttributeValue.fromS(generation("0B", 5).value()),
                        "eventTime", AttributeValue.fromN("5"),
                        "processingStatus", AttributeValue.fromS(status.stored()),
                        "attempt", AttributeValue.fromN(Long.toString(attempt))));
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, 0, true",
        "COMPLETED, 1, true",
        "FAILED, 1, true",
        "FAILED, 0, false",
        "DELETED, 0, false"
    })
    void rule4_anotherKeyThatWasRefusedOrIsGoneIsNotNewer(
            Row.Status status, long attempt, boolean newer) {
        assertThat(row(status, attempt).newerThan(job("acme/a.png", "0F", 3))).isEqualTo(newer);
        assertThat(row(status, attempt).newerThan(job("acme/a.png", "01", 9))).isFalse();
    }

    @Test
    void rule4_ofOneKeyTheSequencerDecidesThoughItIsGone() {
        Row gone = row(Row.Status.DELETED, 0);

        assertThat(gone.newerThan(job("acme/a.jpg", "0A", 9))).isTrue();
        assertThat(gone.newerThan(job("acme/a.jpg", "0C", 1))).isFalse();
    }
}
