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
