package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

class CostTest {
    private static final Usage USAGE =
            new Usage(
                    Map.of(
                            "s3.PutObject", 30L,
                            "s3.GetObject", 10L,
                            "sqs.ReceiveMessage", 1L,
                            "dynamodb.UpdateItem", 10L),
                    Map.of(ApiMeter.WRITE_UNITS, 20.0));

    private static Map<String, Double> dollars(Cost cost) {
        return cost.lines().stream()
                .collect(Collectors.toMap(Cost.Line::name, Cost.Line::dollarsPerMillion));
    }

    @Test
    void callsAndUnitsAreLinesOfTheirOwnTheDearestFirst() {
        Cost cost = Cost.of(USAGE, 10, Prices.shipped(), List.of());

        assertThat(cost.lines())
                .extracting(Cost.Line::name)
                .containsExactly(
                        "s3.PutObject",
                        ApiMeter.WRITE_UNITS,
                        "s3.GetObject",
                        "sqs.ReceiveMessage",
                        "dynamodb.UpdateItem");
        assertThat(cost.lines().get(1))
                .isEqualTo(new Cost.Line(ApiMeter.WRITE_UNITS, false, 2, 1.25));
        assertThat(cost.total()).isCloseTo(15 + 1.25 + 0.4 + 0.04, within(1e-9));
        assertThat(cost.measured()).isEqualTo(cost.total());
    }

    @Test
    void modelledLinesAreMarkedAndLeftOutOfWhatWasMeasured() {
        Cost cost = Cost.of(USAGE, 10, Prices.shipped(), EnumSet.allOf(Modelled.class));

        assertThat(cost.lines().stream().filter(Cost.Line::modelled).map(Cost.Line::name))
                .containsExactlyInAnyOrder(
                        "s3.eventsOfUploads",
                        "s3.eventsOfResults",
                        "lambda.requests",
                        "lambda.gigabyteSeconds",
                        "kms.requests");
        assertThat(cost.measured()).isCloseTo(16.69, within(1e-9));
        assertThat(cost.total()).isGreaterThan(cost.measured() + 1);
    }

    @Test
    void s3SendsOneEventForAnUploadAndOneForEachResultInTheSameBucket() {
        Map<String, Double> lines =
                dollars(
                        Cost.of(
                                USAGE,
                                10,
                                Prices.shipped(),
                                List.of(Modelled.EVENTS_OF_UPLOADS, Modelled.EVENTS_OF_RESULTS)));

        assertThat(lines.get("s3.eventsOfUploads")).isCloseTo(0.4, within(1e-9));
        assertThat(lines.get("s3.eventsOfResults")).isCloseTo(3 * 0.4, within(1e-9));
    }

    @Test
    void lambdaIsPaidByInvocationOfTenRecordsAndByGigabyteSecond() {
        Map<String, Double> lines =
                dollars(Cost.of(USAGE, 10, Prices.shipped(), List.of(Modelled.LAMBDA)));

        assertThat(lines.get("lambda.requests")).isCloseTo(0.02, within(1e-9));
        // 0.1 s of half a gigabyte for ten records
        assertThat(lines.get("lambda.gigabyteSeconds")).isCloseTo(0.0833, within(1e-3));
    }

    @Test
    void bucketKeysLeaveOneKmsRequestInAHundredObjects() {
        Map<String, Double> lines =
                dollars(Cost.of(USAGE, 10, Prices.shipped(), List.of(Modelled.KMS)));

        assertThat(lines.get("kms.requests")).isCloseTo(4 * 0.01 * 3, within(1e-9));
    }
}
