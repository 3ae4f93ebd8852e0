package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;
import java.util.Optional;

class NotificationTest {
    private static final String ID = "1f743b3b5fc29df0c7b1175f4fc263c1";
    private static final String GENERATION = "AB000000000000000000000000000000.0000000000007.0000";

    @Test
    void aResultIsToldInOneLineOfJson() {
        assertThat(Told.completed("scan-1").body())
                .isEqualTo(
                        "{\"version\":1,\"id\":\"%s\",\"customerID\":\"acme\",\"imageID\":\"scan-1\",\"rowID\":\"scan-1\",\"pipeline\":\"scans\",\"status\":\"completed\",\"key\":\"acme/uploaded/scan-1.jpg\",\"resultKey\":\"acme/result/scan-1.json\",\"generation\":\"%s\",\"modelVersion\":\"7\",\"time\":\"2026-11-30T12:00:00.500Z\"}"
                                .formatted(ID, GENERATION));
    }

    @Test
    void aFailureIsToldWithItsReasonAndNoResult() throws Exception {
        Notification failed = Told.failed("scan-1");

        JsonNode body = new JsonMapper().readTree(failed.body());
        assertThat(body.path("status").asText()).isEqualTo("failed");
        assertThat(body.path("failureReason").asText())
                .isEqualTo("empty-object: The file is empty.");
        assertThat(body.has("resultKey")).isFalse();
        assertThat(AwsAnswers.attributes(failed))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "pipeline", "scans",
                                "status", "failed",
                                "customerID", "acme",
                                "failureCode", "empty-object"));
    }

    @Test
    void aLineOfAPackIsToldWithItsPlace() throws Exception {
        JsonNode body =
                new JsonMapper()
                        .readTree(
                                Notification.completed(
                                                Told.job("scan-1"),
                                                new ResultPlace.InPack("acme/packs/1.gz", 120, 60),
                                                Told.NOON)
                                        .body());

        assertThat(body.path("resultKey").asText()).isEqualTo("acme/packs/1.gz");
        assertThat(body.path("resultOffset").asLong()).isEqualTo(120);
        assertThat(body.path("resultLength").asLong()).isEqualTo(60);
    }

    @Test
    void rule5_whatIsToldAgainFromTheRowIsTheSame() {
        Job job = Told.job("scan-1");
        Row row =
                new Row(
                        Map.of(
                                "resultKey", AttributeValue.fromS("acme/result/scan-1.json"),
                                "modelVersion", AttributeValue.fromS("7"),
                                "updatedAt",
                                        AttributeValue.fromN(
                                                Long.toString(Told.NOON.toEpochMilli()))));

        assertThat(Notification.completed(job.withModelVersion("6"), row))
                .isEqualTo(Told.completed("scan-1"));
    }

    @Test
    void rule5_theIdIsOfRowAndGenerationAlone() {
        assertThat(Told.completed("scan-1").id()).isEqualTo(ID);
        assertThat(Told.failed("scan-1").id()).isEqualTo(ID);
        assertThat(
                        Notification.completed(
                                        Told.job("scan-1").withModelVersion("8"),
                                        new ResultPlace.Whole("elsewhere"),
                                        Told.NOON.plusSeconds(9))
                                .id())
                .isEqualTo(ID);
        assertThat(Told.completed("scan-2").id()).isNotEqualTo(ID);
        assertThat(
                        Notification.completed(
                                        Told.job("acme", "scan-1", "AC"),
                                        new ResultPlace.Whole("r"),
                                        Told.NOON)
                                .id())
                .isNotEqualTo(ID);
        assertThat(
                        Notification.completed(
                                        Told.job("acme\nscan", "1", "AB"),
                                        new ResultPlace.Whole("r"),
                                        Told.NOON)
                                .id())
                .isNotEqualTo(
                        Notification.completed(
                                        Told.job("acme", "scan\n1", "AB"),
                                        new ResultPlace.Whole("r"),
                                        Told.NOON)
                                .id());
    }

    @Test
    void aPartOfAnUploadHasAnIdOfItsOwn() {
        Job whole = Told.job("scan-1");
        Job part =
                new Job(
                        new Job.Work(
                                "scans",
                                "7",
                                Job.Kind.CREATED,
                                Optional.empty(),
                                Optional.of("voice")),
                        whole.row(),
                        whole.object(),
                        whole.generation());

        assertThat(Notification.completed(part, new ResultPlace.Whole("r"), Told.NOON).id())
                .isNotEqualTo(ID);
    }

    /** SQS and SNS refuse U+FFFF in bodies and attributes, and with it a whole batch. */
    @Test
    void whatQueuesRefuseStandsInNoBodyAndInNoAttribute() {
        Notification odd =
                Notification.completed(
                        Told.job("a\uFFFF\u0001\u00e9", "scan-1", "AB"),
                        new ResultPlace.Whole("r"),
                        Told.NOON);

        assertThat(odd.body()).matches("[ -~]+").contains("\\uFFFF");
        assertThat(AwsAnswers.attributes(odd)).containsEntry("customerID", "a??\u00e9");
    }
}
