package dev.sluice.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Jobs in stages, as the page asks for them; no worker runs, so rows and files are written here.
 */
class LongJobsTest {
    private static final String ETAG = "0123456789abcdef0123456789abcdef";

    @TempDir private static Path pipelines;

    private static OwnFleet own;
    private static Dashboard dashboard;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(
                Files.createDirectories(pipelines.resolve("scan")).resolve("pipeline.yaml"),
                """
                name: scan
                match: "{customerID}/scan/{jobID}.zip"
                row: "scan#{jobID}"
                output: {name: "{customerID}/scan-result/{jobID}/scan"}
                stages:
                  first:
                    folder: "{customerID}/scan-first/{jobID}"
                    expected: 90s
                    options: {program: [sh]}
                  second:
                    folder: "{customerID}/scan-second/{jobID}"
                    options: {program: [sh]}
                """);
        own = new OwnFleet(Map.of("MODEL_PATH", pipelines.toString()));
        dashboard = start(false);
        browser = new Browser(dashboard.url());
    }

    private static Dashboard start(boolean readOnly) {
        InetSocketAddress anyPort = InetSocketAddress.createUnresolved("127.0.0.1", 0);
        return Dashboard.start(own.fleet, new Options(anyPort, List.of(), readOnly, List.of()));
    }

    @AfterAll
    static void close() {
        browser.close();
        dashboard.close();
        own.close();
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue number(String number) {
        return AttributeValue.fromN(number);
    }

    /** Of a job that is at its second stage. */
    private static String row(String job) {
        Map<String, AttributeValue> row = new HashMap<>();
        row.put("customerID", text("acme"));
        row.put("imageID", text("scan#" + job));
        row.put("jobId", text(job));
        row.put("pipeline", text("scan"));
        row.put("modelVersion", text("1"));
        row.put("s3Key", text("acme/scan/" + job + ".zip"));
        row.put("eTag", text(ETAG));
        row.put("imageSize", number("7"));
        row.put("processingStatus", text("processing"));
        row.put("status", text("RUNNING"));
        row.put("currentStage", text("second"));
        row.put("stageClaim", text("m#1"));
        row.put("stageSeconds", AttributeValue.fromM(Map.of("first", number("3"))));
        row.put("progress", AttributeValue.fromM(Map.of("second", number("0.4"))));
        row.put("attempt", number("1"));
        row.put("generation", text("0".repeat(32) + ".1800000000000.0000"));
        row.put("eventTime", number("1800000000000"));
        row.put("startTime", number("1800000000000"));
        row.put("createdAt", number("1800000000000"));
        row.put("updatedAt", number("1800000000000"));
        own.write(List.of(row));
        return "customer=acme&item=scan%23" + job;
    }

    private static void put(String key, String content) {
        own.fleet
                .clients()
                .s3()
                .putObject(
                        put -> put.bucket(own.settings().resultBucket()).key(key),
                        RequestBody.fromString(content));
    }

    private static void manifest(String job, String eTag) {
        put(
                "acme/scan-first/%s/_stage.json".formatted(job),
                """
                {"stage": "first", "upload": {"eTag": "%s", "generation": "g", "version": "1"},
                 "seconds": 3, "result": {"headline": "well done", "members": {}},
                 "files": [{"name": "deep/scene.ply", "bytes": 5}]}
                """
                        .formatted(eTag));
        put("acme/scan-first/%s/deep/scene.ply".formatted(job), "scene");
        put("acme/scan-first/%s/unnamed.txt".formatted(job), "of an attempt that broke off");
        put("acme/scan-first/%s/_log.txt".formatted(job), "said");
    }

    @Test
    void aJobsPageHasItsStagesAndWhatTheyLeft() throws Exception {
        String job = row("shown");
        manifest("shown", ETAG);

        JsonNode stages = browser.json("/api/job?" + job).path("stages");
        assertThat(stages.findValuesAsText("state")).containsExactly("done", "current");
        assertThat(stages.get(0).path("seconds").asInt()).isEqualTo(3);
        assertThat(stages.get(0).path("expectedSeconds").asInt()).isEqualTo(90);
        assertThat(stages.get(1).path("share").asDouble()).isEqualTo(0.4);

        JsonNode stored = browser.json("/api/stages?" + job);
        assertThat(stored).hasSize(1);
        assertThat(stored.get(0).path("headline").asText()).isEqualTo("well done");
        assertThat(stored.get(0).path("files").get(0).path("name").asText())
                .isEqualTo("deep/scene.ply");
        assertThat(browser.get("/api/file?what=stage:first/deep/scene.ply&" + job).body())
                .isEqualTo("scene");
        assertThat(browser.get("/api/file?what=stage:first/_log.txt&" + job).body())
                .isEqualTo("said");
        for (String no :
                List.of(
                        "first/unnamed.txt",
                        "first/_stage.json",
                        "first/../shown/deep/scene.ply",
                        "second/deep/scene.ply",
                        "none/deep/scene.ply",
                        "first")) {
            assertThat(browser.get("/api/file?what=stage:" + no + "&" + job).statusCode())
                    .as(no)
                    .isEqualTo(404);
        }
    }

    @Test
    void whatAnotherContentsRunLeftIsNotShown() throws Exception {
        String job = row("replaced");
        manifest("replaced", "f".repeat(32));
        assertThat(browser.json("/api/stages?" + job)).isEmpty();
        assertThat(browser.get("/api/file?what=stage:first/deep/scene.ply&" + job).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aJobIsStoppedAndResumedAtAStageAndBothAreRecorded() throws Exception {
        String job = row("stopped");
        String body = "{\"customer\": \"acme\", \"item\": \"scan#stopped\"%s}";
        assertThat(browser.change("resume", body.formatted("")).statusCode()).isEqualTo(400);
        assertThat(browser.change("stop", body.formatted("")).body())
                .contains("stopped during second");
        JsonNode ended = browser.json("/api/job?" + job);
        assertThat(ended.path("attributes").path("status").asText()).isEqualTo("ABORTED");
        assertThat(ended.path("stages").findValuesAsText("state"))
                .containsExactly("done", "failed");
        assertThat(browser.change("stop", body.formatted("")).body()).contains("ended already");

        assertThat(browser.change("resume", body.formatted(", \"stage\": \"third\"")).body())
                .contains("[first, second]");
        assertThat(browser.change("resume", body.formatted(", \"stage\": \"first\"")).body())
                .contains("1 sent");
        JsonNode again = browser.json("/api/job?" + job);
        assertThat(again.path("row").path("status").asText()).isEqualTo("pending");
        assertThat(again.path("attributes").path("currentStage").asText()).isEqualTo("first");
        assertThat(browser.json("/api/activity").findValuesAsText("what"))
                .contains("stop", "resume at first");
    }

    @Test
    void nothingIsStoppedFromAReadOnlyDashboard() throws Exception {
        String job = row("watched");
        try (Dashboard readOnly = start(true);
                Browser other = new Browser(readOnly.url())) {
            for (String change : List.of("stop", "resume")) {
                assertThat(
                                other.change(
                                                change,
                                                "{\"customer\": \"acme\", \"item\":"
                                                        + " \"scan#watched\"}")
                                        .statusCode())
                        .isEqualTo(403);
            }
        }
        assertThat(browser.json("/api/job?" + job).path("row").path("status").asText())
                .isEqualTo("processing");
    }
}
