package dev.sluice.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Pictures of each page of the dashboard, in both themes, 390 and 1440 pixels wide, of a fleet that
 * has done something of everything: for people to look at, and for the documents. Run by hand with
 * {@code -Dsluice.pictures=FOLDER}, and {@code -Dsluice.scene=FILE.sog} for another scene than a
 * cube.
 */
@EnabledIfSystemProperty(named = "sluice.pictures", matches = ".+")
final class PicturesIT {
    private static final String FLAKES = "3b19cc78-5f5b-4b0b-8c0f-5907bf3ea93c";
    private static final List<Integer> WIDTHS = List.of(1440, 390);
    private static final int WAVES = 10;

    @TempDir private static Path folder;

    private final Map<String, String> pages = new LinkedHashMap<>();

    @Test
    void ofEachPage() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(300_000);
        Path to = Files.createDirectories(Path.of(System.getProperty("sluice.pictures")));
        Path file = folder.resolve("env");
        try (Program up =
                        Program.start(
                                Map.of("MODEL_PATH", pipelines().toString()),
                                "up",
                                "--env-file",
                                file.toString());
                Chromium chromium = Chromium.start()) {
            up.await("Dashboard: http://127.0.0.1:");
            Awaitility.await().until(() -> Files.exists(file));
            Map<String, String> environment = new HashMap<>();
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.replaceFirst("^export ", "").split("=", 2);
                environment.put(parts[0], parts[1].replaceAll("^'|'$", ""));
            }
            Settings settings = Settings.read(environment);
            try (AwsClients aws = AwsClients.patient(settings.aws(), 4, new ApiMeter())) {
                upload(aws, settings);
            }
            shoot(chromium, environment.get("SLUICE_DASHBOARD_URL"), to);
        }
    }

    private static Path pipelines() throws Exception {
        Path repository = Pipes.repository();
        for (String name :
                List.of("flakes", "moderation", "detect", "faces", "match", "voice", "text")) {
            Pipes.shipped(repository, name);
        }
        Pipes.shipped(repository, "emotion");
        Pipes.shipped(repository, "leaves");
        Pipes.asIs(repository, Path.of(PicturesIT.class.getResource("scan").toURI()));
        String scene = System.getProperty("sluice.scene");
        if (scene != null) {
            Files.copy(
                    Path.of(scene),
                    repository.resolve("scan/scene.sog"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return repository;
    }

    private void upload(AwsClients aws, Settings settings) {
        pages.put("overview", "/");
        for (String page :
                List.of(
                        "jobs",
                        "failures",
                        "upload",
                        "pipelines",
                        "workers",
                        "costs",
                        "activity")) {
            pages.put(page, "/" + page);
        }
        pages.put("jobs-none", "/jobs?customer=nobody");
        put(aws, "long", "scan#long", "acme/scan/long.zip", "photos");
        int n = 0;
        for (Sample each : Samples.micrographs()) {
            String id = each.name().replaceAll("\\..*", "");
            put(aws, null, id, "acme/uploaded/%s_original.jpg".formatted(id), each.bytes());
        }
        for (String customer : List.of("acme", "umbra", "lumen")) {
            for (Sample each : Samples.photos()) {
                put(aws, null, "", "%s/moderate/%s".formatted(customer, each.name()), each.bytes());
            }
        }
        waves(aws, settings);
        for (Sample each : Samples.leaves()) {
            put(aws, null, "", "verdant/leaves/" + each.name(), each.bytes());
        }
        put(aws, "flakes", FLAKES, null, "");
        put(
                aws,
                "detect",
                "detect#breakfast",
                "acme/detect/breakfast.png",
                Samples.photo("coffee.png").bytes());
        put(
                aws,
                null,
                "",
                "acme/collections/staff/eileen.png",
                Samples.photo("astronaut.png").bytes());
        put(
                aws,
                "voice",
                "voice#call-17",
                "acme/voice/call-17.wav",
                Samples.speech().getFirst().bytes());
        put(
                aws,
                "emotion",
                "emotion#session-1",
                "acme/uploaded/session-1/face.jpg",
                Samples.photo("astronaut.png").bytes());
        put(
                aws,
                null,
                "",
                "acme/uploaded/session-1/voice.wav",
                Samples.speech().getFirst().bytes());
        put(aws, null, "", "acme/uploaded/session-1/text.txt", Samples.texts().getFirst().bytes());
        put(aws, "failed", "moderate#letter", "acme/moderate/letter.png", "Dear Sluice");
        for (; n < 4; n++) {
            put(aws, null, "", "umbra/moderate/note-%d.png".formatted(n), "no picture");
        }
        put(aws, null, "", "lumen/uploaded/empty_original.jpg", "");
        await(aws, settings, "acme", "faces#staff/eileen.png");
        put(
                aws,
                "match",
                "match#staff/door.jpg",
                "acme/match/staff/door.jpg",
                Samples.faces().getFirst().bytes());
        for (String item :
                List.of(
                        FLAKES,
                        "detect#breakfast",
                        "voice#call-17",
                        "match#staff/door.jpg",
                        "moderate#letter")) {
            await(aws, settings, "acme", item);
        }
    }

    /** So that the charts have something to show. */
    private void waves(AwsClients aws, Settings settings) {
        List<Sample> photos = Samples.photos();
        for (int wave = 0; wave < WAVES; wave++) {
            String name = "";
            for (int i = 0; i < 30 * (1 + wave * 5 % 4); i++) {
                name = "hall-%d-%03d.png".formatted(wave, i);
                put(aws, null, "", "lumen/moderate/" + name, photos.get(i % photos.size()).bytes());
            }
            await(aws, settings, "lumen", "moderate#" + name.replace(".png", ""));
        }
    }

    private void put(AwsClients aws, String page, String item, String key, String text) {
        put(aws, page, item, key, text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(AwsClients aws, String page, String item, String key, byte[] content) {
        if (page != null) {
            pages.put("job-" + page, "/job?customer=acme&item=" + item.replace("#", "%23"));
        }
        if (key != null) {
            aws.s3()
                    .putObject(
                            put -> put.bucket("sluice").key(key), RequestBody.fromBytes(content));
        }
    }

    private static void await(AwsClients aws, Settings settings, String customer, String item) {
        Map<String, AttributeValue> key =
                Map.of(
                        "customerID", AttributeValue.fromS(customer),
                        "imageID", AttributeValue.fromS(item));
        Awaitility.await(item)
                .until(
                        () ->
                                new Row(
                                                aws.dynamodb()
                                                        .getItem(
                                                                get ->
                                                                        get.tableName(
                                                                                        settings
                                                                                                .table())
                                                                                .key(key))
                                                        .item())
                                        .settled());
    }

    private void shoot(Chromium chromium, String url, Path to) {
        boolean first = true;
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : WIDTHS) {
                try (BrowserContext context =
                        chromium.fresh(theme, width, width > 1000 ? 900 : 844)) {
                    Page page = context.newPage();
                    if (first) {
                        resume(page, url);
                        first = false;
                    }
                    pages.forEach((name, path) -> shoot(page, url + path, name, theme, width, to));
                }
            }
        }
    }

    /** So that a scene is there, and something under Activity. */
    private void resume(Page page, String url) {
        page.navigate(url + pages.get("job-long"));
        assertThat(page.locator(".stage-line.current progress[value]")).hasCount(1);
        page.screenshot();
        page.getByText("Stop", new Page.GetByTextOptions().setExact(true)).click();
        page.getByText("Resume", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("[data-splats]")).hasCount(1);
    }

    private static void shoot(
            Page page, String address, String name, ColorScheme theme, int width, Path to) {
        page.navigate(address);
        assertThat(page.locator("main h1")).isVisible();
        assertThat(page.locator(".skeleton")).hasCount(0);
        if (name.equals("job-long")) {
            assertThat(page.locator("[data-splats]")).hasCount(1);
        }
        page.waitForTimeout(1500); // pictures, charts and scenes are drawn after the page is there
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(
                                to.resolve(
                                        "%s-%s-%d.png"
                                                .formatted(
                                                        name,
                                                        theme.name().toLowerCase(Locale.ROOT),
                                                        width))));
    }
}
