package dev.sluice.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.dashboard.Options.Key;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.fleet.Benchmarks.Benchmark;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.release.Comparison;
import dev.sluice.shared.release.Trial;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is served to whom. */
class DashboardTest {
    private static final InetSocketAddress ANY_PORT =
            InetSocketAddress.createUnresolved("127.0.0.1", 0);

    private static final String TOKEN = "a-token-of-some-length-0123";

    private static OwnFleet own;
    private static Dashboard dashboard;
    private static Browser browser;

    @BeforeAll
    static void start() {
        own = new OwnFleet();
        dashboard = Dashboard.start(own.fleet, new Options(ANY_PORT, List.of(), false, List.of()));
        browser = new Browser(dashboard.url());
    }

    @AfterAll
    static void close() {
        browser.close();
        dashboard.close();
        own.close();
    }

    private static String failed(String item) {
        Map<String, AttributeValue> row = new HashMap<>();
        row.put("customerID", text("acme"));
        row.put("imageID", text("moderate#" + item));
        row.put("pipeline", text("moderation"));
        row.put("modelVersion", text("1"));
        row.put("s3Key", text("acme/moderate/" + item + ".png"));
        row.put("eTag", text("0123456789abcdef"));
        row.put("imageSize", AttributeValue.fromN("7"));
        row.put("processingStatus", text("failed"));
        row.put("failureReason", text("not-a-picture: It is none."));
        row.put("failedShard", text("3"));
        row.put("recentShard", text("2100-01-01#3"));
        row.put("attempt", AttributeValue.fromN("1"));
        row.put("generation", text("0".repeat(32) + ".4102444800000.0000"));
        row.put("eventTime", AttributeValue.fromN("4102444800000"));
        row.put("createdAt", AttributeValue.fromN("4102444800000"));
        row.put("updatedAt", AttributeValue.fromN("1800000000000"));
        own.write(List.of(row));
        return "customer=acme&item=moderate%23" + item;
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    private static void put(String key, String content) {
        own.fleet
                .clients()
                .s3()
                .putObject(
                        put -> put.bucket(own.settings().bucket()).key(key),
                        RequestBody.fromString(content));
    }

    @Test
    void everyAnswerForbidsScriptsThatAreNotOurs() throws Exception {
        for (String path : List.of("/", "/jobs", "/api/session", "/assets/app.js", "/no/such")) {
            HttpResponse<String> answer = browser.get(path);
            String policy = answer.headers().firstValue("Content-Security-Policy").orElse("none");
            assertThat(policy)
                    .as(path)
                    .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }

    @Test
    void aPageOfAnotherSiteWhoseNameLeadsHereLearnsNothing() throws Exception {
        URI url = dashboard.url();
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET /api/session HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 401").doesNotContain("csrf");
        }
    }

    @Test
    void aChangeWithoutWhatOnlyThePageKnowsIsRefused() throws Exception {
        String csrf = browser.json("/api/session").path("csrf").asText();
        assertThat(browser.post("/api/retry", "{}").statusCode()).isEqualTo(403);
        assertThat(browser.post("/api/retry", "{}", "X-Sluice-CSRF", "wrong").statusCode())
                .isEqualTo(403);
        assertThat(
                        browser.post(
                                        "/api/retry",
                                        "{}",
                                        "X-Sluice-CSRF",
                                        csrf,
                                        "Sec-Fetch-Site",
                                        "cross-site")
                                .statusCode())
                .isEqualTo(403);
        assertThat(browser.change("retry", "{}").body()).contains("Choose 1 to");
        assertThat(browser.change("retry", "no json").statusCode()).isEqualTo(400);
    }

    @Test
    void whereTokensAreNeededOneMustBeShown() throws Exception {
        Options options = new Options(ANY_PORT, List.of(new Key("ada", TOKEN)), false, List.of());
        try (Dashboard guarded = Dashboard.start(own.fleet, options)) {
            assertThat(guarded.url().getQuery()).isEqualTo("token=" + TOKEN);
            URI bare = URI.create("http://127.0.0.1:" + guarded.url().getPort());
            try (Browser ada = new Browser(bare)) {
                assertThat(ada.get("/api/session").statusCode()).isEqualTo(401);
                assertThat(ada.post("/enter", "{\"token\": \"guessed\"}").statusCode())
                        .isEqualTo(403);
                assertThat(ada.get("/?token=guessed").statusCode()).isEqualTo(303);
                assertThat(ada.get("/api/session").statusCode()).isEqualTo(401);

                HttpResponse<String> entered = ada.get("/jobs?token=" + TOKEN);
                assertThat(entered.statusCode()).isEqualTo(303);
                assertThat(entered.headers().firstValue("Location").orElse(""))
                        .as("the token is out of the address")
                        .endsWith("/jobs");
                assertThat(entered.headers().firstValue("Set-Cookie").orElse(""))
                        .contains("HttpOnly")
                        .containsIgnoringCase("SameSite=Lax")
                        .doesNotContain(TOKEN);
                assertThat(ada.json("/api/session").path("who").asText()).isEqualTo("ada");
            }
        }
    }

    @Test
    void withoutTokensItListensToThisMachineAlone() {
        Options open =
                new Options(
                        InetSocketAddress.createUnresolved("0.0.0.0", 0),
                        List.of(),
                        true,
                        List.of());
        assertThatThrownBy(() -> Dashboard.start(own.fleet, open))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("tokens");
    }

    @Test
    void aPortThatIsTakenIsSaidInOneSentence() {
        InetSocketAddress taken =
                InetSocketAddress.createUnresolved("127.0.0.1", dashboard.url().getPort());
        assertThatThrownBy(
                        () ->
                                Dashboard.start(
                                        own.fleet, new Options(taken, List.of(), true, List.of())))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("choose another address");
    }

    @Test
    void nothingCanBeChangedWhereItIsReadOnly() throws Exception {
        Options options = new Options(ANY_PORT, List.of(), true, List.of());
        try (Dashboard quiet = Dashboard.start(own.fleet, options);
                Browser reader = new Browser(quiet.url())) {
            assertThat(reader.json("/api/session").path("readOnly").asBoolean()).isTrue();
            for (String change : List.of("retry", "retry-all", "pause", "upload")) {
                HttpResponse<String> answer = reader.change(change, "{}");
                assertThat(answer.statusCode()).as(change).isEqualTo(403);
                assertThat(answer.body()).contains("read-only");
            }
        }
    }

    @Test
    void whatACustomerUploadedCannotActAsAPage() throws Exception {
        String job = failed("script");
        put("acme/moderate/script.png", "<script>alert(1)</script>");

        HttpResponse<String> file = browser.get("/api/file?what=original&" + job);

        assertThat(file.body()).contains("<script>");
        assertThat(file.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(file.headers().firstValue("Content-Security-Policy").orElse(""))
                .isEqualTo("default-src 'none'; sandbox");
        assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void partsOfAFileAreSentForSoundsToSeek() throws Exception {
        String job = failed("ranged");
        put("acme/moderate/ranged.png", "0123456789");

        HttpResponse<String> part =
                browser.get("/api/file?what=original&" + job, "Range", "bytes=2-4");

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
    }

    @Test
    void filesThatAreNotThereAreSaidToBeMissing() throws Exception {
        String job = failed("missing");
        assertThat(browser.get("/api/file?what=original&" + job).statusCode()).isEqualTo(404);
        assertThat(browser.get("/api/file?what=../../etc&" + job).statusCode()).isEqualTo(404);
        assertThat(browser.get("/api/document?" + job).statusCode()).isEqualTo(404);
        assertThat(browser.get("/api/job?customer=no&item=body").statusCode()).isEqualTo(404);
        assertThat(browser.get("/assets/../app.js").statusCode()).isIn(400, 404);
        assertThat(browser.get("/api/jobs?next=nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void aRetryMakesTheRowWaitSendsItsJobAndIsRecorded() throws Exception {
        String job = failed("again");

        HttpResponse<String> answer =
                browser.change(
                        "retry",
                        "{\"jobs\": [{\"customer\": \"acme\", \"item\": \"moderate#again\"}]}");

        assertThat(answer.body()).contains("1 sent");
        JsonNode row = browser.json("/api/job?" + job).path("attributes");
        assertThat(row.path("processingStatus").asText()).isEqualTo("pending");
        assertThat(row.path("generation").asText()).endsWith(".0001");
        JsonNode record = browser.json("/api/activity").path(0);
        assertThat(record.path("what").asText()).isEqualTo("retry");
        assertThat(record.path("about").asText()).isEqualTo("acme / moderate#again");
        assertThat(record.path("outcome").asText()).isEqualTo("1 sent");

        assertThat(
                        browser.change(
                                        "retry",
                                        "{\"jobs\": [{\"customer\": \"acme\", \"item\":"
                                                + " \"moderate#again\"}]}")
                                .body())
                .as("it is no failure any more")
                .contains("0 sent");
    }

    @Test
    void aSmallFileGoesToTheStoreBySignedAddress() throws Exception {
        JsonNode upload =
                Browser.read(
                        browser.change(
                                "upload",
                                """
                                {"customer": "acme", "pipeline": "flakes", "name": "my scan.jpg",
                                 "size": 5, "metadata": {"material": "Graphene", "note": ""}}\
                                """));

        String key = upload.path("key").asText();
        assertThat(key).matches("acme/uploaded/my-scan-[0-9a-f]{8}_original\\.jpg");
        assertThat(upload.path("url").asText()).contains("X-Amz-Signature");
        HttpResponse<String> stored =
                browser.put(
                        upload.path("url").asText(),
                        "hello".getBytes(StandardCharsets.UTF_8),
                        upload.path("headers"));
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        HeadObjectResponse head =
                own.fleet
                        .clients()
                        .s3()
                        .headObject(h -> h.bucket(own.settings().bucket()).key(key));
        assertThat(head.metadata()).containsEntry("material", "Graphene").doesNotContainKey("note");
        assertThat(head.contentType()).isEqualTo("image/jpeg");
    }

    @Test
    void aLargeFileGoesInPartsThatAreThenOne() throws Exception {
        int size = 17 << 20;
        JsonNode upload =
                Browser.read(
                        browser.change(
                                "upload",
                                "{\"customer\": \"acme\", \"pipeline\": \"detect\", \"name\":"
                                        + " \"large.png\", \"size\": "
                                        + size
                                        + "}"));
        assertThat(upload.path("parts")).hasSize(3);
        int partSize = upload.path("partSize").asInt();
        for (int i = 0; i < 3; i++) {
            byte[] part = new byte[Math.min(partSize, size - i * partSize)];
            assertThat(
                            browser.put(
                                            upload.path("parts").path(i).asText(),
                                            part,
                                            upload.path("headers"))
                                    .statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<String> complete =
                browser.change(
                        "upload-complete",
                        "{\"key\": \"%s\", \"uploadID\": \"%s\"}"
                                .formatted(
                                        upload.path("key").asText(),
                                        upload.path("uploadID").asText()));
        assertThat(complete.statusCode()).as(complete.body()).isEqualTo(200);
        assertThat(
                        own.fleet
                                .clients()
                                .s3()
                                .headObject(
                                        h ->
                                                h.bucket(own.settings().bucket())
                                                        .key(upload.path("key").asText()))
                                .contentLength())
                .isEqualTo(size);
    }

    @Test
    void uploadsThatAPipelineWouldRefuseAreRefusedAtOnce() throws Exception {
        assertThat(upload("x", "flakes", "scan-0000001.jpg", 5)).contains("customer \\\"x\\\"");
        assertThat(upload("acme", "flakes", "scan-0000001.txt", 5)).contains("takes");
        assertThat(upload("acme", "flakes", "scan-0000001.jpg", 60_000_000)).contains("at most");
        assertThat(upload("acme", "flakes", "scan-0000001.jpg", 0)).contains("empty");
        assertThat(upload("acme", "flake", "scan-0000001.jpg", 5)).contains("did you mean");
    }

    private static String upload(String customer, String pipeline, String name, long size)
            throws Exception {
        HttpResponse<String> answer =
                browser.change(
                        "upload",
                        "{\"customer\": \"%s\", \"pipeline\": \"%s\", \"name\": \"%s\", \"size\": %d}"
                                .formatted(customer, pipeline, name, size));
        assertThat(answer.statusCode()).isEqualTo(400);
        return answer.body();
    }

    @Test
    void aPausedPipelineIsSeenToBePausedAndResumed() throws Exception {
        assertThat(
                        browser.change("pause", "{\"pipeline\": \"leaves\", \"paused\": true}")
                                .statusCode())
                .isEqualTo(200);
        assertThat(browser.change("pause", "{\"pipeline\": \"leaves\", \"paused\": false}").body())
                .contains("workers told");
        assertThat(browser.change("pause", "{\"pipeline\": \"leafs\"}").body())
                .contains("did you mean");
    }

    @Test
    void aPipelinesVersionsAndTheirSharesAreShown() throws Exception {
        FleetTable table =
                FleetTable.of(
                        own.settings(), own.fleet.clients().dynamodb(), InstantSource.system());
        Instant now = Instant.now();
        table.lineups()
                .change(
                        "moderation",
                        lineup ->
                                lineup.promoted(Optional.of("2"), now, now)
                                        .withCanary(new Trial("3", 10, Trial.Bounds.NONE))
                                        .withShadow(new Trial("4", 5, Trial.Bounds.NONE)));
        table.comparisons().add("moderation", "4", new Comparison(8, 6, 2, 0.5, 100, 200));
        Benchmark benchmark = new Benchmark(now, "2", "CPU, 2 cores", 21.5, 47.25, 8);
        table.benchmarks().keep("moderation", benchmark);

        JsonNode moderation = null;
        for (JsonNode each : browser.json("/api/pipelines")) {
            if (each.path("pipeline").path("name").asText().equals("moderation")) {
                moderation = each;
            }
        }
        assertThat(moderation).isNotNull();
        JsonNode versions = moderation.path("versions");
        assertThat(versions.findValuesAsText("version")).startsWith("2", "3", "4").hasSize(4);
        assertThat(versions.get(0).path("does").toString()).isEqualTo("[\"live\"]");
        assertThat(versions.get(1).path("percent").asDouble()).isEqualTo(10);
        assertThat(versions.get(2).path("compared").path("agreement").asDouble()).isEqualTo(0.75);
        assertThat(versions.get(2).path("compared").path("slowdown").asDouble()).isEqualTo(2);
        assertThat(versions.get(3).path("does").toString()).isEqualTo("[\"earlier\"]");
        assertThat(moderation.path("pipeline").path("attempts").asInt()).isPositive();
        JsonNode kept = moderation.path("benchmark");
        assertThat(kept.path("at").asLong()).isEqualTo(now.toEpochMilli());
        assertThat(kept.path("machine").asText()).isEqualTo("CPU, 2 cores");
        assertThat(kept.path("cpuMillis").asDouble()).isEqualTo(21.5);
        assertThat(kept.path("perSecond").asDouble()).isEqualTo(47.25);
        assertThat(kept.path("batch").asInt()).isEqualTo(8);
        for (JsonNode each : browser.json("/api/pipelines")) {
            if (each.path("pipeline").path("name").asText().equals("flakes")) {
                assertThat(each.has("benchmark")).isFalse();
            }
        }
    }
}
