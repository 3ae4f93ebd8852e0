package dev.sluice.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.api.Caller.Told;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jobs in stages, as callers follow, stop and resume them; no worker runs. */
class LongJobsTest {
    @TempDir private static Path pipelines;

    private static OwnFleet own;
    private static Caller acme;

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
                  first: {folder: "{customerID}/scan-first/{jobID}", options: {program: [sh]}}
                  second: {folder: "{customerID}/scan-second/{jobID}", options: {program: [sh]}}
                """);
        own = new OwnFleet(Map.of("MODEL_PATH", pipelines.toString()));
        acme = own.caller("acme");
    }

    @AfterAll
    static void close() {
        own.close();
    }

    private static String running(String job) {
        Map<String, Object> row = new HashMap<>(OwnFleet.ended("acme", job, "processing", 0));
        row.put("pipeline", "scan");
        row.put("jobId", job);
        row.put("s3Key", "acme/scan/" + job + ".zip");
        row.put("status", "RUNNING");
        row.put("currentStage", "second");
        row.put("details", "looks at photo 3");
        row.put("stageClaim", "m#1");
        row.put("startTime", 1_800_000_000_000L);
        row.put("elapsedSeconds", 10L);
        row.put("estimatedCompletionSeconds", 50L);
        own.row("acme", "scan#" + job, row);
        return "/v1/jobs/acme/scan%23" + job;
    }

    @Test
    void aLongJobIsFollowedByItsStagesAndTheirFiles() throws Exception {
        String job = running("followed");
        own.put(
                "acme/scan-first/followed/_stage.json",
                "{\"upload\": {\"eTag\": \"0123456789abcdef0123456789abcdef\"}, \"seconds\": 3, \"files\": [{\"name\": \"scene.ply\", \"bytes\": 5}]}"
                        .getBytes(StandardCharsets.UTF_8));
        own.put("acme/scan-first/followed/scene.ply", "scene".getBytes(StandardCharsets.UTF_8));

        Told told = acme.get(job);
        assertThat(told.status()).isEqualTo(202);
        JsonNode document = told.json();
        assertThat(document.path("stages").findValuesAsText("state"))
                .containsExactly("done", "current");
        assertThat(document.path("jobStatus").asText()).isEqualTo("RUNNING");
        assertThat(document.path("details").asText()).isEqualTo("looks at photo 3");
        assertThat(document.path("remainingSeconds").asInt()).isEqualTo(50);
        JsonNode scene = document.path("links").path("stages").path("first").path("scene.ply");
        assertThat(new String(Caller.fetch(scene).body(), StandardCharsets.UTF_8))
                .isEqualTo("scene");
    }

    @Test
    void aLongJobIsStoppedAndResumed() throws Exception {
        String job = running("stopped");
        assertThat(acme.post(job + "/resume", "").status()).isEqualTo(409);
        Told stopped = acme.post(job + "/stop", "");
        assertThat(stopped.status()).as(stopped.response().body()).isEqualTo(200);
        assertThat(stopped.json().path("jobStatus").asText()).isEqualTo("ABORTED");
        assertThat(acme.post(job + "/stop", "").status()).isEqualTo(409);

        Told wrong = acme.post(job + "/resume?stage=third", "");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().path("detail").asText()).contains("[first, second]");
        Told resumed = acme.post(job + "/resume?stage=first", "");
        assertThat(resumed.status()).as(resumed.response().body()).isEqualTo(202);
        JsonNode again = acme.get(job).json();
        assertThat(again.path("status").asText()).isEqualTo("pending");
        assertThat(again.path("stages").findValuesAsText("state"))
                .containsExactly("current", "waiting");
    }

    @Test
    void jobsOfOthersAndJobsOfOneStageAreLeftAlone() throws Exception {
        running("mine");
        Caller rival = own.caller("rival");
        own.row("acme", "moderate#x", OwnFleet.ended("acme", "x", "failed", 0));
        for (String call : List.of("/stop", "/resume")) {
            assertThat(rival.post("/v1/jobs/acme/scan%23mine" + call, "").status()).isEqualTo(403);
            assertThat(acme.post("/v1/jobs/acme/moderate%23x" + call, "").status()).isEqualTo(409);
            assertThat(acme.post("/v1/jobs/acme/scan%23none" + call, "").status()).isEqualTo(404);
        }
    }
}
