package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.sluice.ops.local.samples.Samples;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code ops/examples} and the HTTP API, against {@code up}: one fleet for all of them. */
final class ExamplesIT {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("sluice.home"), "ops", "examples");

    @TempDir private static Path folder;

    private static Program up;
    private static Map<String, String> environment;
    private static Path photo;
    private static Path letter;

    @BeforeAll
    static void start() throws Exception {
        Path pipelines = Pipes.flakes(Pipes.repository(), "scans");
        Pipes.classifier(pipelines, "packed");
        Pipes.edit(
                pipelines,
                "packed",
                "-result/{imageID}\"}",
                "-result/{imageID}\", results: packed}");
        Path file = folder.resolve("env");
        up =
                Program.start(
                                Map.of("MODEL_PATH", pipelines.toString()),
                                "up",
                                "--env-file",
                                file.toString())
                        .await("HTTP API: http://127.0.0.1:");
        Awaitility.await().until(() -> Files.exists(file));
        environment = new HashMap<>(Map.of("MODEL_PATH", pipelines.toString()));
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.replaceFirst("^export ", "").split("=", 2);
            environment.put(parts[0], parts[1].replaceAll("^'|'$", ""));
        }
        environment.put(
                "SLUICE_API_TOKEN", sluice("tokens", "add", "--customer", "acme", "--name", "it"));
        photo = Files.write(folder.resolve("my cat.png"), Samples.photo("chelsea.png").bytes());
        letter = Files.writeString(folder.resolve("letter.png"), "Dear Sluice");
    }

    @AfterAll
    static void close() {
        if (up != null) {
            up.close();
        }
    }

    private static String sluice(String... command) {
        try (Program program = Program.start(environment, command)) {
            assertThat(program.exitCode()).as(program.output()).isZero();
            return program.output().lines().reduce((first, last) -> last).orElse("");
        }
    }

    private static Program run(String... line) {
        Program program =
                Program.run(
                        environment, List.of(line), String.valueOf(Path.of(line[0]).getFileName()));
        program.exitCode();
        return program;
    }

    private static JsonNode document(Program program) throws Exception {
        assertThat(program.exitCode()).as(program.output()).isZero();
        return new JsonMapper().readTree(program.output());
    }

    @Test
    void aClientInPythonUploadsWaitsAndReadsAPack() throws Exception {
        String client = EXAMPLES.resolve("python/sluice_client.py").toString();
        JsonNode found = document(run("python3", client, photo.toString(), "--pipeline", "packed"));
        assertThat(found.path("classification").has("class")).isTrue();
        assertThat(found.path("customer_id").asText()).isEqualTo("acme");

        Program refused = run("python3", client, letter.toString(), "--pipeline", "packed");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("letter.png: not-a-picture");
        Program misnamed = run("python3", client, letter.toString(), "--pipeline", "paked");
        assertThat(misnamed.exitCode()).isEqualTo(3);
        assertThat(misnamed.output()).contains("did you mean \"packed\"?");
    }

    @Test
    void aClientInJavaScriptUploadsWaitsAndReadsAPack() throws Exception {
        Assumptions.assumeTrue(Chromium.onPath("node").isPresent(), "there is no Node.js");
        String client = EXAMPLES.resolve("javascript/sluice-client.mjs").toString();
        assertThat(
                        document(run("node", client, photo.toString(), "--pipeline", "packed"))
                                .path("classification")
                                .has("class"))
                .isTrue();
    }

    @Test
    void aClientInJavaUploadsInPartsWaitsAndReadsAPack() throws Exception {
        byte[] padded = Arrays.copyOf(Files.readAllBytes(photo), 17 << 20);
        Path large = Files.write(folder.resolve("large.png"), padded);
        JsonNode found =
                document(
                        run(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                EXAMPLES.resolve("java/SluiceClient.java").toString(),
                                large.toString(),
                                "packed"));
        assertThat(found.path("classification").has("class")).isTrue();
    }

    @Test
    void aPageUploadsAndShowsWhatWasFound() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(120_000);
        try (Chromium chromium = Chromium.start();
                BrowserContext context = chromium.fresh(ColorScheme.LIGHT, 800, 900)) {
            Page page = context.newPage();
            List<String> complaints = new ArrayList<>();
            page.onPageError(complaints::add);
            page.navigate(EXAMPLES.resolve("html/upload.html").toUri().toString());
            page.getByLabel("Address of the API").fill(environment.get("SLUICE_API_URL"));
            page.getByLabel("Token").fill(environment.get("SLUICE_API_TOKEN"));
            page.getByLabel("Pipeline").fill("scans");
            page.getByLabel("Files")
                    .setInputFiles(
                            new Path[] {
                                Files.write(
                                        folder.resolve("micrograph.jpg"),
                                        Samples.micrographs().getFirst().bytes()),
                                letter
                            });
            page.locator("button").click();
            var list = page.locator("ul");
            PlaywrightAssertions.assertThat(list).containsText("completed:");
            PlaywrightAssertions.assertThat(list)
                    .containsText("failed:", new ContainsTextOptions().setIgnoreCase(true));
            PlaywrightAssertions.assertThat(page.getByAltText("What was found in")).isVisible();
            assertThat(complaints).isEmpty();
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(Path.of("target", "upload-page.png")));
        }
    }

    @Test
    void theApiIsACommandOfItsOwnAndTokensAreRevoked() throws Exception {
        try (Program api =
                Program.start(environment, "api").await("export SLUICE_API_URL='http://")) {
            URI jobs =
                    URI.create(
                            api.output()
                                            .lines()
                                            .filter(line -> line.startsWith("export "))
                                            .findFirst()
                                            .orElseThrow()
                                            .replaceAll("^[^']*'|'$", "")
                                    + "/v1/jobs/umbra?limit=1");
            String token = sluice("tokens", "add", "--customer", "umbra");
            assertThat(status(jobs, token)).isEqualTo(200);
            assertThat(sluice("tokens", "list", "--customer", "umbra"))
                    .contains("umbra", "good")
                    .doesNotContain(token);
            String id = token.split("_", -1)[1];
            String rotated = sluice("tokens", "rotate", id, "--overlap", "0s");
            Awaitility.await().until(() -> status(jobs, token) == 401);
            assertThat(status(jobs, rotated)).isEqualTo(200);
            assertThat(sluice("tokens", "revoke", id, "--json"))
                    .contains("\"id\":\"" + id + "\"", "\"revokedNow\":true");
            Awaitility.await().until(() -> status(jobs, rotated) == 401);
            api.terminate();
            assertThat(api.exitCode()).as(api.output()).isZero();
        }
    }

    private static int status(URI url, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
