package dev.sluice.shared.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.shared.config.InvalidConfiguration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ModelFilesTest {
    private static final String EMPTY =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir private Path temporary;
    private Pipelines pipelines;

    @BeforeEach
    void cats() throws IOException {
        pipelines =
                new PipelineFolder(temporary)
                        .with(
                                "cats",
                                "name: cats\n"
                                        + "match: \"{customerID}/{imageID}.jpg\"\n"
                                        + "task: classify\n")
                        .read();
        Files.writeString(temporary.resolve("cats/model.onnx"), "");
    }

    private List<String> problems(String sums) throws IOException {
        Files.writeString(temporary.resolve("cats/model.sha256"), sums);
        return catchThrowableOfType(InvalidConfiguration.class, () -> ModelFiles.check(pipelines))
                .problems();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                EMPTY,
                EMPTY + "  model.onnx\n",
                "\uFEFF" + EMPTY + " *build/model.onnx\r\n",
                "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855  model.onnx\n\n"
            })
    void aModelThatIsWhatItsSumSaysPasses(String sums) throws IOException {
        Files.writeString(temporary.resolve("cats/model.sha256"), sums);

        assertThatCode(() -> ModelFiles.check(pipelines)).doesNotThrowAnyException();
    }

    @Test
    void aModelThatIsAnotherThanItsSumSaysIsRefused() throws IOException {
        assertThat(problems("0".repeat(64) + "  model.onnx\n"))
                .singleElement()
                .asString()
                .startsWith("cats/model.sha256: model.onnx has the SHA-256 e3b0c442")
                .contains("copy the model again");
    }

    /** As exporters write large models, and PyTorch's every model. */
    @Test
    void weightsBesideAModelHaveASumOfTheirOwn() throws IOException {
        Files.writeString(temporary.resolve("cats/model.onnx.data"), "");
        String model = EMPTY + "  model.onnx\n";
        Files.writeString(
                temporary.resolve("cats/model.sha256"), model + EMPTY + "  model.onnx.data\n");
        assertThatCode(() -> ModelFiles.check(pipelines)).doesNotThrowAnyException();

        assertThat(problems(model + "0".repeat(64) + "  model.onnx.data\n"))
                .singleElement()
                .asString()
                .startsWith("cats/model.sha256: model.onnx.data has the SHA-256 e3b0c442");
        Files.delete(temporary.resolve("cats/model.onnx.data"));
        assertThat(problems(model + EMPTY + "  model.onnx.data\n"))
                .containsExactly(
                        "cats/model.sha256: names \"model.onnx.data\", which is not beside it");
    }

    @Test
    void sumsThatSayNothingAreRefused() throws IOException {
        assertThat(problems(EMPTY.substring(1)))
                .singleElement()
                .asString()
                .contains("not what sha256sum writes");
        assertThat(problems(EMPTY + "  other.onnx"))
                .singleElement()
                .asString()
                .contains("names \"other.onnx\"");
    }

    /** Its models are a.onnx (found), b.onnx (read) and c/model.onnx (checked). */
    private Pipelines several() throws IOException {
        Pipelines several =
                new PipelineFolder(temporary.resolve("several"))
                        .with(
                                "dogs",
                                "name: dogs\n"
                                        + "match: \"{customerID}/{imageID}.jpg\"\n"
                                        + "task: classify\n"
                                        + "models: {found: {file: a.onnx}, read: {file: b.onnx},"
                                        + " checked: {file: c/model.onnx}}\n")
                        .read();
        Files.createDirectory(dogs("c"));
        for (String file : List.of("a.onnx", "b.onnx", "c/model.onnx")) {
            Files.writeString(dogs(file), "");
        }
        return several;
    }

    private Path dogs(String file) {
        return temporary.resolve("several/dogs").resolve(file);
    }

    private static List<String> problems(Pipelines several) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> ModelFiles.check(several))
                .problems();
    }

    @Test
    void besideSeveralModelsEachSumNamesItsFile() throws IOException {
        Pipelines several = several();
        Files.writeString(dogs("model.sha256"), EMPTY + "\n");
        Files.writeString(dogs("c/model.sha256"), EMPTY + "\n"); // beside one
        assertThat(problems(several))
                .containsExactly(
                        "dogs/model.sha256: has a sum without a file name beside 2 models; name"
                                + " the file behind each sum, as sha256sum does");

        Files.writeString(dogs("model.sha256"), EMPTY + "  a.onnx\n" + EMPTY + "  b.onnx\n");
        assertThatCode(() -> ModelFiles.check(several)).doesNotThrowAnyException();
    }

    @Test
    void whatSeveralModelsHaveWrongIsSaidOnceWithItsPlace() throws IOException {
        Pipelines several = several();
        Files.writeString(dogs("model.sha256"), "0".repeat(64) + "  a.onnx\n");
        Files.writeString(dogs("c/model.sha256"), "0".repeat(64));

        assertThat(problems(several))
                .satisfiesExactly(
                        first ->
                                assertThat(first)
                                        .startsWith("dogs/model.sha256: a.onnx has the SHA-256"),
                        second ->
                                assertThat(second)
                                        .startsWith(
                                                "dogs/c/model.sha256: model.onnx has the SHA-256"));
    }

    @Test
    void ofSeveralModelsTheMissingOneIsNamed() throws IOException {
        Pipelines several = several();
        Files.delete(dogs("b.onnx"));

        assertThat(problems(several))
                .containsExactly(
                        "dogs/pipeline.yaml: models.read.file: \"b.onnx\" is not beside"
                                + " pipeline.yaml");
    }

    @Test
    void aModelIsMissedOnlyWhereModelsAreRun() throws IOException {
        Files.delete(temporary.resolve("cats/model.onnx"));

        assertThatCode(() -> Pipelines.read(temporary, List.of())).doesNotThrowAnyException();
        assertThat(
                        catchThrowableOfType(
                                        InvalidConfiguration.class,
                                        () -> ModelFiles.check(pipelines))
                                .problems())
                .containsExactly(
                        "cats/pipeline.yaml: model.file: \"model.onnx\" is not beside"
                                + " pipeline.yaml");
    }
}
