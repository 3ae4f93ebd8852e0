package dev.sluice.ops.flakes.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.shared.config.InvalidConfiguration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

class AnnotationsTest {
    @TempDir private Path folder;

    @Test
    void cocoTellsPicturesOutlinesAndWhatElseIsKnown() throws IOException {
        picture("a.jpg");
        picture("b.jpg");
        write(
                "all.json",
                """
                {"images": [{"id": 1, "file_name": "sub/a.jpg", "difficulty": "steps"},
                            {"id": 2, "file_name": "b.jpg"}],
                 "categories": [{"id": 7, "name": "2L"}, {"id": 8, "name": "dirt"}],
                 "annotations": [
                  {"id": 1, "image_id": 1, "category_id": 7, "segmentation": [[0, 0, 9, 0, 9, 9], [20, 20, 30, 20, 30, 30]]},
                  {"id": 2, "image_id": 2, "category_id": 8, "segmentation": {"counts": [], "size": [1, 1]}}]}
                """);
        List<AnnotatedPicture> pictures = Annotations.read(folder, Set.of("dirt"));
        assertThat(pictures)
                .extracting(it -> it.file().getFileName().toString())
                .containsExactly("a.jpg", "b.jpg");
        assertThat(pictures.getFirst().about()).containsEntry("difficulty", "steps");
        assertThat(pictures.getFirst().flakes())
                .singleElement()
                .satisfies(
                        flake -> {
                            assertThat(flake.layers()).isEqualTo(2);
                            assertThat(flake.rings()).hasSize(2);
                            assertThat(flake.rings().getFirst()).containsExactly(0, 0, 9, 0, 9, 9);
                        });
        assertThat(pictures.get(1).flakes()).isEmpty();
    }

    @Test
    void labelMeHasAFileForEachPicture() throws IOException {
        picture("x.png");
        write(
                "x.json",
                """
                {"imagePath": "C:\\\\Users\\\\me\\\\x.png", "shapes": [
                  {"label": "monolayer", "shape_type": "polygon", "points": [[1.5, 2], [8, 2], [8, 9]]}]}
                """);
        assertThat(Annotations.read(folder, Set.of()))
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.file()).isEqualTo(folder.resolve("x.png"));
                            assertThat(it.flakes().getFirst().layers()).isEqualTo(1);
                            assertThat(it.flakes().getFirst().rings().getFirst())
                                    .containsExactly(1.5, 2, 8, 2, 8, 9);
                        });
    }

    @Test
    void aPictureThatTwoFilesOutlineIsRefused() throws IOException {
        picture("x.png");
        write("x.json", "{\"imagePath\": \"x.png\", \"shapes\": []}");
        write("all.json", "{\"images\": [{\"id\": 1, \"file_name\": \"x.png\"}]}");
        assertThat(
                        catchThrowableOfType(
                                InvalidConfiguration.class,
                                () -> Annotations.read(folder, Set.of())))
                .hasMessageContaining("x.png")
                .hasMessageContaining("is outlined twice");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() throws IOException {
        picture("a.jpg");
        write("broken.json", "{");
        write(
                "coco.json",
                """
                {"images": [{"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "../../gone.jpg"}],
                 "categories": [{"id": 1, "name": "thick"}, {"id": 2, "name": "1"}],
                 "annotations": [
                  {"id": 10, "image_id": 1, "category_id": 1, "segmentation": [[0, 0, 9, 0, 9, 9]]},
                  {"id": 11, "image_id": 9, "category_id": 2, "segmentation": [[0, 0, 9, 0, 9, 9]]},
                  {"id": 12, "image_id": 1, "category_id": 9, "segmentation": [[0, 0, 9, 0, 9, 9]]},
                  {"id": 13, "image_id": 1, "category_id": 2, "segmentation": [[0, 0, 9, 0]]},
                  {"id": 14, "image_id": 1, "category_id": 2, "segmentation": [[0, "x", 9, 0, 9, 9]]},
                  {"id": 15, "image_id": 1, "category_id": 2, "segmentation": {"counts": "abc"}},
                  {"id": 16, "image_id": 1, "category_id": 2, "segmentation": []}]}
                """);
        write(
                "labelme.json",
                """
                {"imagePath": "a.jpg", "shapes": [{"label": "1", "shape_type": "circle", "points": [[1, 2], [8, 2]]}]}
                """);
        InvalidConfiguration wrong =
                catchThrowableOfType(
                        InvalidConfiguration.class, () -> Annotations.read(folder, Set.of()));
        assertThat(wrong.problems())
                .hasSize(11)
                .anyMatch(it -> it.contains("broken.json: is no JSON"))
                .anyMatch(it -> it.contains("annotation 10: the label \"thick\""))
                .anyMatch(it -> it.contains("annotation 11: there is no image 9"))
                .anyMatch(it -> it.contains("annotation 12: there is no category 9"))
                .anyMatch(it -> it.contains("annotation 13: a polygon needs"))
                .anyMatch(it -> it.contains("annotation 14: a polygon needs"))
                .anyMatch(it -> it.contains("annotation 15: is run-length encoded"))
                .anyMatch(it -> it.contains("annotation 16: a polygon needs"))
                .anyMatch(it -> it.contains("the picture \"gone.jpg\" is not in"))
                .anyMatch(it -> it.contains("shape 1: is a circle"))
                .anyMatch(it -> it.contains("a.jpg: is outlined twice"));
    }

    @Test
    void aFolderWithoutAnnotationsSaysWhichItNeeds() throws IOException {
        write("other.json", "{\"a\": 1}");
        InvalidConfiguration wrong =
                catchThrowableOfType(
                        InvalidConfiguration.class, () -> Annotations.read(folder, Set.of()));
        assertThat(wrong.problems()).singleElement().asString().contains("COCO", "LabelMe");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "12, 12",
        "3L, 3",
        "2 layers, 2",
        "1-layer, 1",
        "Bilayer, 2",
        "mono_layer, 1",
        "trilayer, 3"
    })
    void aLabelNamesANumberOfLayers(String label, int layers) {
        assertThat(Layers.of(label)).hasValue(layers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "thick", "1.5", "layer", "99999", "-1x"})
    void orItDoesNot(String label) {
        assertThat(Layers.of(label)).isEmpty();
    }

    private void picture(String name) throws IOException {
        Files.write(folder.resolve(name), new byte[] {1});
    }

    private void write(String name, String json) throws IOException {
        Files.writeString(folder.resolve(name), json);
    }
}
