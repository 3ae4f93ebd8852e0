package dev.sluice.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.api.Caller.Told;
import dev.sluice.ops.api.tokens.TokenText;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What callers are answered, on emulators; no worker runs, so rows are written here. */
class ApiTest {
    private static final byte[] DOCUMENT = "{\"found\": 3}".getBytes(StandardCharsets.UTF_8);

    private static OwnFleet own;
    private static Caller acme;

    @BeforeAll
    static void start() {
        own = new OwnFleet();
        acme = own.caller("acme");
    }

    @AfterAll
    static void close() {
        own.close();
    }

    @Test
    void whatTheDocumentNamesIsServedAndNothingElse() throws Exception {
        JsonNode contract = new JsonMapper().readTree(Api.contract());
        Caller nobody = new Caller(own.api.url(), "");
        int asked = 0;
        for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
            boolean open = path.getValue().path("get").path("security").isArray();
            for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
                boolean named = path.getValue().has(method.toLowerCase(Locale.ROOT));
                Told told =
                        nobody.send(
                                method,
                                path.getKey().replace("{", "").replace("}", ""),
                                BodyPublishers.noBody());
                assertThat(told.status())
                        .as(method + " " + path.getKey())
                        .isEqualTo(named ? (open ? 200 : 401) : 405);
                if (!named) {
                    assertThat(told.header("Allow")).isNotEmpty();
                }
                asked++;
            }
        }
        assertThat(asked).isGreaterThan(30);
        assertThat(nobody.get("/v1/nothing").status()).isEqualTo(404);
        assertThat(nobody.get("/v1/nothing").json().path("detail").asText()).contains("openapi");
        assertThat(nobody.get("/v1/openapi.json").json()).isEqualTo(contract);
    }

    @Test
    void onlyAHolderOfAGoodTokenComesIn() throws Exception {
        TokenText first = own.tokens.add("umbra", "laptop", 100);
        assertThat(status(first.text())).isEqualTo(200);
        for (String wrong :
                List.of(
                        "",
                        "sluice",
                        first.text() + "0",
                        new TokenText(first.id(), "0".repeat(48)).text(),
                        new TokenText("0000000000", first.secret()).text())) {
            assertThat(status(wrong)).as(wrong).isEqualTo(401);
        }
        Told refused = new Caller(own.api.url(), "").get("/v1/jobs/umbra");
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(refused.json().path("detail").asText()).contains("ops/sluice tokens add");
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
    }

    private static int status(String token) throws Exception {
        return new Caller(own.api.url(), token).get("/v1/jobs/umbra").status();
    }

    @Test
    void aCustomersTokenSeesNoOtherCustomers() throws Exception {
        own.row("rival", "moderate#secret", OwnFleet.ended("rival", "secret", "completed", 0));
        for (String path : List.of("", "/moderate%23secret", "/moderate%23none")) {
            Told told = acme.get("/v1/jobs/rival" + path);
            assertThat(told.status()).isEqualTo(403);
            assertThat(told.response().body()).doesNotContain("secret");
        }
        assertThat(acme.delete("/v1/jobs/rival/moderate%23secret").status()).isEqualTo(403);
        assertThat(acme.post("/v1/jobs/rival/moderate%23secret/retry", "").status()).isEqualTo(403);
        assertThat(
                        acme.post(
                                        "/v1/uploads/abort",
                                        "{\"key\": \"rival/moderate/x.png\", \"uploadID\": \"1\"}")
                                .status())
                .isEqualTo(403);
        assertThat(acme.get("/v1/jobs/acme?next=moderate%23secret").json().path("jobs"))
                .noneMatch(job -> !job.path("customer").asText().equals("acme"));
    }

    @Test
    void whoCallsTooOftenIsToldWhenToCallAgain() throws Exception {
        Caller hasty = new Caller(own.api.url(), own.tokens.add("hasty", "", 1).text());
        assertThat(hasty.get("/v1/jobs/hasty").status()).isEqualTo(200);
        Told told = hasty.get("/v1/jobs/hasty");
        for (int calls = 0; calls < 1000 && told.status() == 200; calls++) {
            told = hasty.get("/v1/jobs/hasty");
        }
        assertThat(told.status()).isEqualTo(429);
        assertThat(told.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void anUploadIsSignedSentAndFollowedToItsResult() throws Exception {
        Told begun =
                acme.post(
                        "/v1/uploads",
                        "{\"pipeline\": \"moderation\", \"name\": \"cat.png\", \"size\": 7}");
        assertThat(begun.status()).as(begun.response().body()).isEqualTo(201);
        String job = begun.json().path("job").asText();
        assertThat(job).isEqualTo("/v1/jobs/acme/moderate%23cat?after=none");
        HttpResponse<byte[]> put =
                Caller.put(
                        begun.json().path("url").asText(),
                        new byte[7],
                        begun.json().path("headers"));
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(own.there("acme/moderate/cat.png")).isTrue();

        Told early = acme.get(job);
        assertThat(early.status()).isEqualTo(202);
        assertThat(early.json().path("status").asText()).isEqualTo("awaited");
        assertThat(early.header("Location")).isEqualTo(job);
        assertThat(early.header("Retry-After")).isEqualTo("1");

        CompletableFuture<Told> waiting = later(job + "&wait=25");
        own.row("acme", "moderate#cat", OwnFleet.ended("acme", "cat", "pending", 0));
        assertThat(acme.get(job).json().path("status").asText()).isEqualTo("pending");
        own.put("acme/moderation-result/cat_result.json", DOCUMENT);
        Map<String, Object> row = OwnFleet.ended("acme", "cat", "completed", 0);
        row.put("resultKey", "acme/moderation-result/cat_result.json");
        row.put("headline", "Drawing 98 %");
        own.row("acme", "moderate#cat", row);

        Told told = waiting.get();
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.json().path("status").asText()).isEqualTo("completed");
        assertThat(told.json().path("headline").asText()).isEqualTo("Drawing 98 %");
        assertThat(told.json().path("createdAt").asText()).isEqualTo("2027-01-15T08:00:00Z");
        JsonNode links = told.json().path("links");
        assertThat(Caller.fetch(links.path("result")).body()).isEqualTo(DOCUMENT);
        assertThat(Caller.fetch(links.path("uploads").path("upload")).body()).hasSize(7);

        Told again =
                acme.post(
                        "/v1/uploads",
                        "{\"pipeline\": \"moderation\", \"name\": \"cat.png\", \"size\": 7}");
        String next = again.json().path("job").asText();
        assertThat(acme.get(next).status()).as("the old answer is none").isEqualTo(202);
        own.row("acme", "moderate#cat", OwnFleet.ended("acme", "cat", "failed", 1));
        assertThat(acme.get(next).status()).isEqualTo(200);
    }

    private static CompletableFuture<Told> later(String path) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return acme.get(path);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    @Test
    void aResultInAPackIsReadByItsRange() throws Exception {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(line)) {
            gzip.write(DOCUMENT);
        }
        ByteArrayOutputStream pack = new ByteArrayOutputStream();
        pack.writeBytes(new byte[100]);
        pack.writeBytes(line.toByteArray());
        pack.writeBytes(new byte[100]);
        String key = "acme/saved-result/packs/moderation/1.jsonl.gz";
        own.put(key, pack.toByteArray());
        Map<String, Object> row = OwnFleet.ended("acme", "packed", "completed", 0);
        row.put("resultKey", key);
        row.put("resultOffset", 100L);
        row.put("resultLength", (long) line.size());
        own.row("acme", "moderate#packed", row);

        JsonNode link =
                acme.get("/v1/jobs/acme/moderate%23packed").json().path("links").path("result");
        assertThat(link.path("encoding").asText()).isEqualTo("gzip");
        byte[] bytes = Caller.fetch(link).body();
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            assertThat(gzip.readAllBytes()).isEqualTo(DOCUMENT);
        }
        assertThat(acme.delete("/v1/jobs/acme/moderate%23packed").status()).isEqualTo(204);
        assertThat(own.there(key)).as("others' lines stay").isTrue();
    }

    @Test
    void aLargeFileGoesInPartsAndIsPutTogether() throws Exception {
        long size = 20L << 20;
        Told begun =
                acme.post(
                        "/v1/uploads",
                        "{\"pipeline\": \"moderation\", \"name\": \"big one.png\", \"size\": %d}"
                                .formatted(size));
        JsonNode upload = begun.json();
        assertThat(upload.path("parts")).hasSize(3);
        String parts =
                "{\"key\": \"%s\", \"uploadID\": \"%s\"}"
                        .formatted(upload.path("key").asText(), upload.path("uploadID").asText());
        assertThat(acme.post("/v1/uploads/complete", parts).status()).isEqualTo(422);
        long left = size;
        for (JsonNode part : upload.path("parts")) {
            byte[] bytes = new byte[(int) Math.min(left, upload.path("partSize").asLong())];
            assertThat(Caller.put(part.asText(), bytes, upload.path("headers")).statusCode())
                    .isEqualTo(200);
            left -= bytes.length;
        }
        Told completed = acme.post("/v1/uploads/complete", parts);
        assertThat(completed.status()).as(completed.response().body()).isEqualTo(200);
        assertThat(completed.json().path("eTag").asText()).matches("[0-9a-f]{32}-3");
        assertThat(own.there(upload.path("key").asText())).isTrue();
        assertThat(acme.post("/v1/uploads/abort", parts).status()).isEqualTo(404);
    }

    @Test
    void whatIsWrongWithAnUploadIsToldAtOnce() throws Exception {
        Told told =
                acme.post(
                        "/v1/uploads",
                        "{\"nmae\": \"a.png\", \"size\": 0, \"metadata\": {\"a\": 1}}");
        assertThat(told.status()).isEqualTo(400);
        assertThat(told.json().path("detail").asText())
                .contains(
                        "name is missing", "size is no whole number from 1",
                        "metadata has a member", "did you mean \"name\"?");
        for (String body : List.of("", "[]", "null", "{", "{} {}", "{\"size\": 1, \"size\": 2}")) {
            assertThat(acme.post("/v1/uploads", body).status()).as(body).isEqualTo(400);
        }
        assertThat(
                        acme.post(
                                        "/v1/uploads",
                                        "{\"pipeline\": \"moderation\", \"name\": \"a.exe\","
                                                + " \"size\": 1}")
                                .json()
                                .path("detail")
                                .asText())
                .contains("pipeline moderation takes");
        assertThat(
                        acme.post(
                                        "/v1/uploads",
                                        "{\"pipeline\": \"moderaton\", \"name\": \"a.png\","
                                                + " \"size\": 1}")
                                .json()
                                .path("detail")
                                .asText())
                .contains("did you mean \"moderation\"?");
        assertThat(acme.post("/v1/uploads", "x".repeat(70_000)).status()).isEqualTo(413);
    }

    @Test
    void partsOfACaptureAreFollowedEach() throws Exception {
        Told begun =
                acme.post(
                        "/v1/uploads",
                        "{\"pipeline\": \"emotion\", \"name\": \"text.txt\", \"size\": 5, \"ids\":"
                                + " {\"sessionID\": \"session-0001\"}}");
        assertThat(begun.status()).as(begun.response().body()).isEqualTo(201);
        assertThat(begun.json().path("key").asText())
                .isEqualTo("acme/uploaded/session-0001/text.txt");
        assertThat(begun.json().path("job").asText())
                .isEqualTo("/v1/jobs/acme/emotion%23session-0001?part=text&after=none");
        own.row(
                "acme",
                "emotion#session-0001",
                Map.of("processingStatus", "completed", "pipeline", "emotion"));
        assertThat(acme.get(begun.json().path("job").asText()).status())
                .as("another part's answer is none")
                .isEqualTo(202);
    }

    @Test
    void itemsMayHaveSlashes() throws Exception {
        own.row("acme", "faces#staff/ada.png", OwnFleet.ended("acme", "x", "completed", 0));
        Told told = acme.get("/v1/jobs/acme/faces%23staff%2Fada.png");
        assertThat(told.status()).as(told.response().body()).isEqualTo(200);
        assertThat(told.json().path("item").asText()).isEqualTo("faces#staff/ada.png");
        assertThat(told.json().path("links").path("self").asText())
                .isEqualTo("/v1/jobs/acme/faces%23staff%2Fada.png");
    }

    /** Each of these was found by a fuzzer. */
    @Test
    void whateverIsSentIsAnsweredInTheFormOfAllAnswers() throws Exception {
        Told told = acme.post("/v1/uploads", "{\"name\": \"caf\u00e9\", \"size\": 1}");
        assertThat(told.status()).isEqualTo(422);
        assertThat(told.json().path("detail").asText()).as("UTF-8").contains("caf\u00e9");
        for (String item : List.of("%0A", "%C2%92", "%25", "x".repeat(3000), "%2F", "%2e%2e")) {
            Told none = acme.get("/v1/jobs/acme/" + item);
            assertThat(none.status()).as(item).isIn(400, 404);
            assertThat(none.header("Content-Type")).startsWith("application/problem+json");
        }
        for (String query : List.of("prefix=b&next=a", "prefix=b&next=c", "next=%7F%F0%A1%83%98")) {
            assertThat(acme.get("/v1/jobs/acme?" + query).status()).as(query).isEqualTo(200);
        }
        assertThat(acme.send("QUERY", "/v1/uploads", BodyPublishers.noBody()).status())
                .isEqualTo(405);
    }

    @Test
    void jobsAreListedPageByPage() throws Exception {
        Caller lister = own.caller("lister");
        for (int i = 0; i < 7; i++) {
            own.row(
                    "lister",
                    "moderate#" + i,
                    OwnFleet.ended("lister", "" + i, i % 2 == 0 ? "completed" : "failed", 0));
        }
        List<String> items = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            Told page = lister.get("/v1/jobs/lister?limit=3" + next);
            page.json().path("jobs").forEach(job -> items.add(job.path("item").asText()));
            next =
                    page.json().has("next")
                            ? "&next=" + page.json().path("next").asText().replace("#", "%23")
                            : "";
            pages++;
        } while (!next.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(items).hasSize(7).isSorted().doesNotHaveDuplicates();
        assertThat(lister.get("/v1/jobs/lister?status=failed").json().path("jobs")).hasSize(3);
        assertThat(
                        lister.get("/v1/jobs/lister?status=failed&limit=2&prefix=moderate%23")
                                .json()
                                .path("jobs"))
                .hasSize(2);
        assertThat(lister.get("/v1/jobs/lister?pipeline=flakes").json().path("jobs")).isEmpty();
        for (String wrong :
                List.of("limit=0", "limit=x", "limit=", "status=done", "limit=1&limit=2")) {
            assertThat(lister.get("/v1/jobs/lister?" + wrong).status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void aSettledJobIsRemovedWholeAndOneInWorkLosesItsUpload() throws Exception {
        own.put("acme/moderate/old.png", DOCUMENT);
        own.put("acme/moderation-result/old_result.json", DOCUMENT);
        Map<String, Object> row = OwnFleet.ended("acme", "old", "pending", 0);
        own.row("acme", "moderate#old", row);
        assertThat(acme.delete("/v1/jobs/acme/moderate%23old").status()).isEqualTo(202);
        assertThat(own.there("acme/moderate/old.png")).isFalse();
        assertThat(acme.get("/v1/jobs/acme/moderate%23old").status()).isEqualTo(202);

        row = new HashMap<>(OwnFleet.ended("acme", "old", "completed", 0));
        row.put("resultKey", "acme/moderation-result/old_result.json");
        own.row("acme", "moderate#old", row);
        assertThat(acme.delete("/v1/jobs/acme/moderate%23old").status()).isEqualTo(204);
        assertThat(own.there("acme/moderation-result/old_result.json")).isFalse();
        assertThat(acme.get("/v1/jobs/acme/moderate%23old").status()).isEqualTo(404);
        assertThat(acme.delete("/v1/jobs/acme/moderate%23old").status()).isEqualTo(404);
    }

    @Test
    void onlyAFailedJobIsSentAgain() throws Exception {
        own.row("acme", "moderate#good", OwnFleet.ended("acme", "good", "completed", 0));
        assertThat(acme.post("/v1/jobs/acme/moderate%23good/retry", "").status()).isEqualTo(409);
        Map<String, Object> row = OwnFleet.ended("acme", "bad", "failed", 0);
        row.put("failureReason", "internal: Something went wrong.");
        row.put("failedShard", "3");
        own.row("acme", "moderate#bad", row);
        Told failed = acme.get("/v1/jobs/acme/moderate%23bad");
        assertThat(failed.json().path("reasonCode").asText()).isEqualTo("internal");
        Told retried = acme.post("/v1/jobs/acme/moderate%23bad/retry", "");
        assertThat(retried.status()).as(retried.response().body()).isEqualTo(202);
        Told now = acme.get(retried.header("Location"));
        assertThat(now.status()).isEqualTo(202);
        assertThat(now.json().path("status").asText()).isEqualTo("pending");
        String queue =
                own.fleet
                        .clients()
                        .settling()
                        .getQueueUrl(
                                get -> get.queueName(own.settings().queuePrefix() + "-moderation"))
                        .queueUrl();
        assertThat(
                        own.fleet
                                .clients()
                                .receiving()
                                .receiveMessage(
                                        receive -> receive.queueUrl(queue).waitTimeSeconds(20))
                                .messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains("acme/moderate/bad.png"));
    }

    @Test
    void aPageOfAnotherSiteMayAskWithAToken() throws Exception {
        Told preflight =
                new Caller(own.api.url(), "")
                        .send("OPTIONS", "/v1/uploads", BodyPublishers.noBody());
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Authorization");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");
    }

    @Test
    void aRotatedSecretCountsForAWhileAndARevokedTokenForNobody() {
        TokenText first = own.tokens.add("umbra", "", 1);
        TokenText second = own.tokens.rotate(first.id(), Duration.ofHours(1)).orElseThrow();
        var token = own.tokens.named(first.id()).orElseThrow();
        var now = token.createdAt();
        assertThat(token.admits(second, now)).isTrue();
        assertThat(token.admits(first, now)).isTrue();
        assertThat(token.admits(first, now.plus(Duration.ofHours(2)))).isFalse();
        assertThat(token.admits(second, now.plus(Duration.ofHours(2)))).isTrue();
        assertThat(token.toString()).doesNotContain(second.secret());
        assertThat(second.toString()).doesNotContain(second.secret());

        assertThat(own.tokens.revoke(first.id())).isTrue();
        assertThat(own.tokens.revoke(first.id())).isFalse();
        assertThat(own.tokens.rotate(first.id(), Duration.ZERO)).isEmpty();
        assertThat(own.tokens.named(first.id()).orElseThrow().admits(second, now)).isFalse();
        assertThat(own.tokens.revoke("0000000000")).isFalse();
        assertThat(own.tokens.all()).extracting(t -> t.id()).contains(first.id());
    }
}
