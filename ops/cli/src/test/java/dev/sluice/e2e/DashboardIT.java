package dev.sluice.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import software.amazon.awssdk.core.sync.RequestBody;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.imageio.ImageIO;

/** The dashboard of {@code up} as people use it, in a real browser. */
final class DashboardIT {
    private static final String FLAKES = "3b19cc78-5f5b-4b0b-8c0f-5907bf3ea93c";

    private static final List<String> PAGES =
            List.of(
                    "/",
                    "/jobs",
                    "/failures",
                    "/upload",
                    "/pipelines",
                    "/workers",
                    "/costs",
                    "/activity",
                    "/job?customer=acme&item=" + FLAKES,
                    "/job?customer=acme&item=moderate%23letter");

    @TempDir private static Path folder;

    private static Chromium chromium;
    private static Program up;
    private static Map<String, String> environment;

    private BrowserContext context;
    private Page page;

    /** Of the browser's console, and of addresses that are not the dashboard's or the store's. */
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        PlaywrightAssertions.setDefaultAssertionTimeout(120_000);
        Path file = folder.resolve("env");
        up =
                Program.start(
                                Map.of("MODEL_PATH", pipelines().toString()),
                                "up",
                                "--env-file",
                                file.toString())
                        .await("Dashboard: http://127.0.0.1:");
        Awaitility.await().until(() -> Files.exists(file));
        environment = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.replaceFirst("^export ", "").split("=", 2);
            environment.put(parts[0], parts[1].replaceAll("^'|'$", ""));
        }
        put("acme/uploaded/" + FLAKES + "_original.jpg", micrograph());
        put("acme/moderate/letter.png", "Dear Sluice".getBytes(StandardCharsets.UTF_8));
    }

    private static Path pipelines() throws Exception {
        Path repository = Pipes.repository();
        Pipes.shipped(repository, "flakes");
        Pipes.shipped(repository, "moderation");
        return Pipes.asIs(repository, Path.of(DashboardIT.class.getResource("scan").toURI()));
    }

    @AfterAll
    static void close() throws Exception {
        if (up != null) {
            up.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        open(ColorScheme.LIGHT, 1280, 900);
    }

    private void open(ColorScheme theme, int width, int height) {
        if (context != null) {
            context.close();
        }
        context = chromium.fresh(theme, width, height);
        page = context.newPage();
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error")) {
                        complaints.add(message.text());
                    }
                });
        page.onPageError(complaints::add);
        page.onRequest(
                request -> {
                    String address = request.url();
                    if (!address.startsWith(url())
                            && !address.startsWith(environment.get("AWS_ENDPOINT_URL_S3"))
                            && !address.startsWith("blob:")) {
                        complaints.add("asked " + address);
                    }
                });
    }

    @AfterEach
    void nothingComplained() {
        context.close();
        // Pictures that cannot be shown are part of what is tested, and the browser says so.
        assertThat(complaints).filteredOn(c -> !c.contains("status of 404")).isEmpty();
    }

    private static byte[] micrograph() {
        return Samples.micrographs().stream()
                .filter(sample -> sample.name().startsWith(FLAKES))
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    private static String url() {
        return environment.get("SLUICE_DASHBOARD_URL");
    }

    private static void put(String key, byte[] content) {
        try (AwsClients aws =
                AwsClients.patient(Settings.read(environment).aws(), 4, new ApiMeter())) {
            aws.s3()
                    .putObject(
                            put -> put.bucket("sluice").key(key), RequestBody.fromBytes(content));
        }
    }

    private Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** As somebody does who drags a file from a window onto the page. */
    private void drop(String name, byte[] content) {
        page.evaluate(
                """
                ([name, text]) => {
                  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
                  const data = new DataTransfer();
                  data.items.add(new File([bytes], name));
                  const drop = document.querySelector('.drop');
                  for (const kind of ['dragenter', 'dragover', 'drop']) {
                    drop.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
                  }
                }\
                """,
                List.of(name, Base64.getEncoder().encodeToString(content)));
    }

    private void upload(String pipeline, String name, byte[] content) {
        page.navigate(url() + "/upload");
        page.getByLabel("Customer").fill("acme");
        page.getByLabel("Pipeline").selectOption(pipeline);
        drop(name, content);
    }

    @Test
    void aPictureThatIsDroppedIsSeenToBeCompletedAndItsFlakesAreShown() {
        upload("flakes", "dropped-0001.jpg", micrograph());

        Locator item = page.locator(".upload-item");
        assertThat(item).containsText("completed");
        assertThat(item).containsText("21 flakes");
        item.getByRole(AriaRole.LINK).click();

        assertThat(page).hasURL(url() + "/job?customer=acme&item=dropped-0001");
        assertThat(page.locator(".shape:not(.gone)")).hasCount(21);
        assertThat(page.locator("circle.dot")).hasCount(21);
        assertThat(page.locator(".scale-bar")).containsText("µm");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("1 layer")).click();
        assertThat(page.locator(".shape:not(.gone)")).hasCount(13);
        button("Overlay").click();
        assertThat(page.locator(".shape:not(.gone)")).hasCount(0);

        double width = page.locator(".pan").boundingBox().width;
        button("Zoom in").click();
        Awaitility.await().until(() -> page.locator(".pan").boundingBox().width > width * 1.2);

        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("JSON")).click();
        assertThat(page.locator("pre.raw")).containsText("\"method\": \"regions\"");
    }

    @Test
    void theOverviewShowsAnUploadWithoutBeingLoadedAgain() {
        page.navigate(url() + "/");
        assertThat(page.locator(".live")).hasText("Live");
        put("live/moderate/while-open.png", Samples.photo("coffee.png").bytes());

        assertThat(page.locator(".upload", new Page.LocatorOptions().setHasText("while-open")))
                .containsText("completed");
    }

    @Test
    void aFailureIsFoundByItsReasonAndRetried() {
        upload("moderation", "poem.png", "Roses are red".getBytes(StandardCharsets.UTF_8));
        assertThat(page.locator(".upload-item")).containsText("failed");

        link("Failures").first().click();
        Locator group =
                page.locator("details", new Page.LocatorOptions().setHasText("not-a-picture"));
        group.locator("summary").click();
        group.getByLabel("Choose moderate#poem").check();
        assertThat(page.locator(".action-bar")).containsText("1 chosen");
        page.locator(".action-bar").getByText("Retry").click();
        assertThat(page.locator(".toast")).containsText("1 sent");

        link("Activity").click();
        assertThat(page.locator("tbody")).containsText("acme / moderate#poem");
        page.navigate(url() + "/job?customer=acme&item=moderate%23poem");
        assertThat(page.locator("h1 ~ .status, .heading > .status")).containsText("failed");
    }

    @Test
    void aLongJobIsFollowedStoppedAndResumedAndItsSceneTurns() {
        page.navigate(url() + "/upload?customer=acme&pipeline=scan");
        page.getByLabel("job ID").fill("flight-7");
        drop("photos.zip", "photos".getBytes(StandardCharsets.UTF_8));
        page.locator(".upload-item").getByRole(AriaRole.LINK).click();
        assertThat(page.locator(".stage-line.current")).containsText("at work");
        assertThat(page.locator(".stage-line.current progress[value]")).hasCount(1);
        button("Stop").click();
        assertThat(page.locator(".banner")).containsText("stopped by hand");
        assertThat(page.locator(".stage-line.failed")).containsText("look");

        button("Resume").click();
        assertThat(page.locator(".headline")).containsText("a cube of 3,000 splats");
        assertThat(page.locator(".stage-line.done")).hasCount(2);
        page.locator(".stage-line.done").first().getByText("Log").click();
        assertThat(page.locator(".stage-line pre").first()).containsText("goes on");

        assertThat(page.locator("[data-splats='3000']")).hasCount(1);
        Awaitility.await("a side of the cube").until(() -> coloured(page) > 0.02);
        byte[] before = page.locator(".scene").screenshot();
        Awaitility.await("it turns")
                .until(() -> !Arrays.equals(before, page.locator(".scene").screenshot()));
        button("Turn").click();
        button("Come closer").click();
        link("Activity").click();
        assertThat(page.locator("tbody")).containsText("resume at look");
    }

    /** The share of a scene that has a colour: what is around it has none. */
    private static double coloured(Page page) throws IOException {
        BufferedImage scene =
                ImageIO.read(new ByteArrayInputStream(page.locator(".scene").screenshot()));
        int count = 0;
        for (int y = 0; y < scene.getHeight(); y++) {
            for (int x = 0; x < scene.getWidth(); x++) {
                int rgb = scene.getRGB(x, y);
                int red = rgb >> 16 & 255;
                int green = rgb >> 8 & 255;
                int blue = rgb & 255;
                int most = Math.max(red, Math.max(green, blue));
                if (most - Math.min(red, Math.min(green, blue)) > 80) {
                    count++;
                }
            }
        }
        return (double) count / (scene.getWidth() * scene.getHeight());
    }

    @Test
    void theKeyboardFindsACustomerAndItsJobs() {
        page.navigate(url() + "/");
        assertThat(page.locator(".live")).hasText("Live");
        page.keyboard().press("Control+k");
        page.keyboard().type("acm");
        assertThat(
                        page.locator(
                                "#palette-list li",
                                new Page.LocatorOptions().setHasText("Customer")))
                .containsText("acme");
        page.keyboard().press("Enter");

        assertThat(page).hasURL(url() + "/jobs?customer=acme");
        assertThat(page.locator("table.jobs")).containsText(FLAKES);
        page.getByLabel("Status").selectOption("failed");
        assertThat(page.locator("table.jobs")).containsText("letter");
        assertThat(page.locator("table.jobs")).not().containsText(FLAKES);
    }

    @Test
    void whatCustomersCallTheirFilesIsText() {
        String name = "<img src=x onerror=\"window.hacked=1\">";
        put("acme/uploaded/" + name + "_original.jpg", new byte[] {1});

        page.navigate(url() + "/jobs?customer=acme&status=failed");
        Awaitility.await()
                .until(
                        () -> {
                            page.reload();
                            assertThat(page.locator("table.jobs")).isVisible();
                            return page.locator("table.jobs").textContent().contains(name);
                        });
        link(name).click();
        assertThat(page.locator("h1")).containsText(name);
        assertThat(page.evaluate("() => window.hacked === undefined")).isEqualTo(true);
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void noPageHasASeriousFault(ColorScheme theme) {
        List<String> faults = new ArrayList<>();
        for (int width : new int[] {1280, 390}) {
            open(theme, width, 844);
            for (String path : PAGES) {
                page.navigate(url() + path);
                assertThat(page.locator("main h1")).isVisible();
                assertThat(page.locator(".skeleton")).hasCount(0);
                if (!page.evaluate(
                                "() => document.documentElement.scrollWidth"
                                        + " === document.documentElement.clientWidth")
                        .equals(true)) {
                    faults.add("%s is wider than a window of %d".formatted(path, width));
                }
                for (Rule rule : new AxeBuilder(page).analyze().getViolations()) {
                    if (List.of("serious", "critical").contains(rule.getImpact())) {
                        faults.add(
                                "%s at %d: %s %s"
                                        .formatted(
                                                path,
                                                width,
                                                rule.getId(),
                                                rule.getNodes().getFirst().getHtml()));
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
    }
}
