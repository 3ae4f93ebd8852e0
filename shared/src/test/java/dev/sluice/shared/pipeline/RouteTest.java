package dev.sluice.shared.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.pipeline.Pipelines.Route;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/** Where keys lead that are not plainly one pipeline's uploads. */
class RouteTest {
    @TempDir private Path folder;
    private Pipelines pipelines;

    @BeforeEach
    void read() {
        pipelines =
                new PipelineFolder(folder)
                        .with(
                                "flakes",
                                """
                                name: flakes
                                match: "{customerID}/uploaded/{imageID}_original.{jpg|png}"
                                task: flakes
                                ids: {imageID: "[a-z0-9]{1,9}"}
                                output: {name: "{customerID}/saved-result/{imageID}", picture: true}
                                """)
                        .with(
                                "moderation",
                                """
                                name: moderation
                                match: "{customerID}/moderate/{imageID}.{jpg|png|webp}"
                                row: "moderate#{imageID}"
                                task: classify
                                output: {name: "{customerID}/moderation-result/{imageID}"}
                                """)
                        .with(
                                "emotion",
                                """
                                name: emotion
                                match: "{customerID}/sessions/{session}/{face.jpg|voice.wav}"
                                row: "emotion#{session}"
                                task: classify
                                output: {name: "{customerID}/emotion-result/{session}"}
                                """)
                        .with(
                                "raw",
                                """
                                name: raw
                                match: "{customerID}/raw/{imageID}.tiff"
                                row: "raw#{imageID}"
                                task: classify
                                output: {name: "{customerID}/raw/{imageID}", picture: true}
                                """)
                        .read();
    }

    /** Its reader tells it by its content, and the other parts go on. */
    @Test
    void aPartWithAKnownMediaExtensionIsTakenAsThatPart() {
        assertThat(pipelines.route("acme/sessions/s1/face.heic"))
                .isInstanceOfSatisfying(
                        Route.Matched.class,
                        route -> {
                            assertThat(route.rowID()).isEqualTo("emotion#s1");
                            assertThat(route.refused()).isEmpty();
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "acme/moderate/IMG_0004.HEIC, moderate#IMG_0004, '.HEIC', '.jpg, .png, .webp'",
        "acme/moderate/a.b.tif, moderate#a.b, '.tif', '.jpg, .png, .webp'",
        "acme/uploaded/x_original.webp, x, '.webp', '.jpg, .png'",
        "acme/uploaded/NOT AN ID_original.mov, NOT AN ID, '.mov', '.jpg, .png'",
        "acme/raw/x.dng, raw#x, '.dng', '.tiff'"
    })
    void rule21_aKeyThatFitsButForAKnownMediaExtensionIsRefusedUnderItsIds(
            String key, String rowID, String extension, String accepted) {
        assertThat(pipelines.route(key))
                .isInstanceOfSatisfying(
                        Route.Matched.class,
                        route -> {
                            assertThat(route.rowID()).isEqualTo(rowID);
                            assertThat(route.refused().orElseThrow().code())
                                    .isEqualTo("unsupported-format");
                            assertThat(route.refused().orElseThrow().sentence())
                                    .contains(extension, accepted);
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/moderate/notes.txt",
                "acme/moderate/picture",
                "acme/moderate/picture.",
                "acme/moderate/.heic",
                "acme/uploaded/scan.heic",
                "acme/moderate/2026/picture.heic",
                "acme/other/picture.heic",
                "acme/mode.rate/x"
            })
    void rule21_aKeyThatLacksMoreThanItsExtensionHasNoPipeline(String key) {
        assertThat(pipelines.route(key)).isInstanceOf(Route.NoPipeline.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/saved-result/x_result.json",
                "acme/saved-result/x_result.jpg",
                "acme/saved-result/x_thumbnail.jpg",
                "acme/saved-result/packs/flakes/20260101.jsonl.gz",
                "acme/raw/x_thumbnail.jpg" // beside its uploads
            })
    void rule21_ourOwnResultsAreNoUploads(String key) {
        assertThat(pipelines.route(key)).isEqualTo(new Route.Result());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    acme/uploaded/2026/x_original.jpg | flakes     | 4 parts between slashes, not 3
                    photos/acme/moderate/x.jpg        | moderation | 4 parts between slashes, not 3
                    acme/moderat/x.jpg                | moderation | has "moderat", not "moderate"
                    acme/Uploaded/x_original.jpg      | flakes     | has "Uploaded", not "uploaded"
                    acme/uploaded/x.jpg               | flakes     | its name is not …_original
                    acme/moderate/x.txt               | moderation | ends in .txt, not in .jpg .png .webp
                    acme/moderate/x                   | moderation | has no extension
                    x.tiff                            | raw        | 1 parts between slashes, not 3
                    """)
    void rule21_theNearestPatternIsNamedWithWhatTheKeyLacks(
            String key, String pipeline, String difference) {
        assertThat(pipelines.route(key))
                .isInstanceOfSatisfying(
                        Route.NoPipeline.class,
                        route ->
                                assertThat(route.nearest())
                                        .startsWith("nearest is {customerID}/")
                                        .contains(" of " + pipeline + ": the key ", difference));
    }
}
