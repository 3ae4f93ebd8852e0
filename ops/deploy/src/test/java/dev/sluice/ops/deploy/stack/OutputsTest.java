package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class OutputsTest {
    @Test
    void outputsBecomeTheEnvironmentOfProgramsWithTheCallersEndpoints() {
        assertThat(
                        Outputs.environment(
                                Map.of(
                                        "UploadBucket", "up",
                                        "RowTable", "rows",
                                        "QueuePrefix", "flakes",
                                        "ResultBucket", "",
                                        "Dashboard", "https://…"),
                                "eu-west-1",
                                Map.of(
                                        "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1",
                                        "AWS_ENDPOINT_URL_SQS", " ",
                                        "AWS_SECRET_ACCESS_KEY", "secret",
                                        "AWS_REGION", "us-east-1")))
                .containsExactly(
                        Map.entry("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1"),
                        Map.entry("AWS_REGION", "eu-west-1"),
                        Map.entry("AWS_DEFAULT_REGION", "eu-west-1"),
                        Map.entry("S3_BUCKET_NAME", "up"),
                        Map.entry("DYNAMODB_TABLE_NAME", "rows"),
                        Map.entry("SLUICE_QUEUE_PREFIX", "flakes"));
    }

    @Test
    void thePriceOfAStandingStackIsTheOneInItsTemplate() {
        Optional<Cost> read =
                Cost.of(
                        Stacks.json(
                                """
                                {"Metadata": {"Sluice": {"Cost": {
                                  "AtRest": [{"what": "a", "dollars": "7.5"}, {"what": "b", "dollars": 2.5}],
                                  "PerMillion": [{"what": "c", "dollars": "2.571"}]}}}}\
                                """));

        assertThat(read).contains(new Cost(10, 2.571));
        assertThat(Cost.lines(read, new Cost(12.3, 2.574)))
                .isEqualTo(
                        List.of(
                                "At rest      $12.30 a month (before: $10.00)",
                                "Per million  $2.57 (as before)"));
        assertThat(Cost.lines(Optional.empty(), new Cost(1234.5, 0)))
                .isEqualTo(List.of("At rest      $1,234.50 a month", "Per million  $0.00"));
        assertThat(Cost.of(Stacks.json("{}"))).isEmpty();
    }
}
