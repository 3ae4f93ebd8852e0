package dev.sluice.shared.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.shared.config.InvalidConfiguration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class PipelineFileTest {
    private static final String LEAST =
            """
            name: cats
            match: "{customerID}/cats/{imageID}.{jpg|png}"
            task: classify
            """;

    @TempDir Path temporary;

    private Pipeline read(String yaml) {
        return new PipelineFolder(temporary).with("cats", yaml).read().all().getFirst();
    }

    private List<String> problems(String yaml) {
        return catchThrowableOfType(
                        InvalidConfiguration.class,
                        () -> new PipelineFolder(temporary).with("cats", yaml).read())
                .problems();
    }

    @Test
    void whatIsNotSaidHasADefault() {
        Pipeline cats = read(LEAST);

        assertThat(cats.row().toString()).isEqualTo("{imageID}");
        assertThat(cats.models())
                .isEqualTo(
                        Map.of(
                                "model",
                                new Pipeline.ModelFile(
                                        "model.onnx",
                                        "1",
                                        new Pipeline.Batch(8, Duration.ofMillis(5)))));
        assertThat(cats.version()).isEqualTo("1");
        assertThat(cats.removed()).isFalse();
        assertThat(cats.limits())
                .isEqualTo(
                        new Pipeline.Limits(
                                50_000_000, 3, Duration.ofSeconds(30), Optional.empty(), Map.of()));
        assertThat(cats.lease()).isEqualTo(Duration.ofSeconds(60));
        assertThat(cats.retention()).isEqualTo(Duration.ofDays(365));
        assertThat(cats.ids()).isEmpty();
        assertThat(cats.output().name().toString())
                .isEqualTo("{customerID}/saved-result/{imageID}");
        assertThat(cats.output().artifacts()).isEmpty();
        assertThat(cats.output().documents().results()).isEqualTo(Output.Results.OBJECT);
        assertThat(cats.input()).isEmpty();
        assertThat(cats.options()).isEmpty();
        assertThat(cats.queue("sluice")).isEqualTo("sluice-cats");
        assertThat(cats.deadLetterQueue("sluice")).isEqualTo("sluice-cats-dlq");
    }

    @Test
    void everythingCanBeSaid() throws IOException {
        Files.createDirectories(temporary.resolve("cats"));
        Files.writeString(temporary.resolve("cats/other.onnx"), "stands for a model");
        Pipeline cats =
                read(
                        """
                        name: cats
                        match: "{customerID}/cats/{imageID}.{jpg|png}"
                        row: "cats#{imageID}"
                        task: classify
                        model: {file: other.onnx, version: "2026-11", batch: {max: 32, maxDelay: 20ms}}
                        limits: {object: 5kB, pixels: 2MP, bytesPerPixel: 24, attempts: 5, timeout: 2m, perCustomer: 4}
                        lease: 90s
                        retention: 30d
                        ids: {imageID: "[a-z]{3}"}
                        removed: true
                        output: {name: "{customerID}/cats-result/{imageID}", artifacts: [mask.png], attributes: [colour], results: object}
                        input: {width: 64}
                        options: {top: 3}
                        """);

        assertThat(cats.row().toString()).isEqualTo("cats#{imageID}");
        assertThat(cats.models())
                .isEqualTo(
                        Map.of(
                                "model",
                                new Pipeline.ModelFile(
                                        "other.onnx",
                                        "2026-11",
                                        new Pipeline.Batch(32, Duration.ofMillis(20)))));
        assertThat(cats.removed()).isTrue();
        assertThat(cats.limits().object()).isEqualTo(5_000);
        assertThat(cats.limits().attempts()).isEqualTo(5);
        assertThat(cats.limits().timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(cats.limits().perCustomer()).contains(4);
        assertThat(cats.limits().medium()).containsEntry("pixels", "2MP");
        assertThat(cats.lease()).isEqualTo(Duration.ofSeconds(90));
        assertThat(cats.retention()).isEqualTo(Duration.ofDays(30));
        assertThat(cats.ids().get("imageID").pattern()).isEqualTo("[a-z]{3}");
        assertThat(cats.output().json().toString())
                .isEqualTo("{customerID}/cats-result/{imageID}_result.json");
        assertThat(cats.output().artifacts()).containsExactly("mask.png");
        assertThat(cats.output().artifact("mask.png").toString())
                .isEqualTo("{customerID}/cats-result/{imageID}_mask.png");
        assertThat(cats.output().attributes()).containsExactly("colour");
        assertThat(cats.input()).containsEntry("width", "64");
        assertThat(cats.options()).containsEntry("top", "3");
    }

    @Test
    void severalModelsHaveNamesAndOneVersion() throws IOException {
        Files.createDirectories(temporary.resolve("cats"));
        Files.writeString(temporary.resolve("cats/a.onnx"), "stands for a model");
        Files.writeString(temporary.resolve("cats/b.onnx"), "stands for another");
        Pipeline cats =
                read(
                        LEAST
                                + "models: {detector: {file: a.onnx, version: \"2\"}, embedding:"
                                + " {file: b.onnx, version: \"5\", batch: {max: 3}}}\n");

        assertThat(cats.models().keySet()).containsExactly("detector", "embedding");
        assertThat(cats.models().get("embedding").batch().max()).isEqualTo(3);
        assertThat(cats.version()).isEqualTo("2+5");
        assertThat(problems(LEAST + "model: {version: \"1\"}\nmodels: {a: {}, b: {}}\n"))
                .singleElement()
                .asString()
                .contains("cats/pipeline.yaml: model: stands beside models");
    }

    @Test
    void pictureIsShortForTheTwoArtifactsOfATaskThatDraws() {
        assertThat(read(LEAST + "output: {picture: true}\n").output().artifacts())
                .containsExactly("result.jpg", "thumbnail.jpg");
        assertThat(problems(LEAST + "output: {artifacts: [result.json, a/b]}\n"))
                .hasSize(2)
                .allSatisfy(
                        problem ->
                                assertThat(problem)
                                        .contains(
                                                "must be the ending of a key such as result.jpg"));
    }

    @Test
    void anAttributeThatEveryRowHasIsRefused() {
        assertThat(read(LEAST + "output: {attributes: [materialType]}\n").output().rowAttributes())
                .containsExactly("materialType");
        assertThat(problems(LEAST + "output: {attributes: [generation, \"a b\"]}\n"))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("output.attributes"));
    }

    @Test
    void rule19_aPackHasLimits() {
        Pipeline cats = read(LEAST + "output: {results: packed}\n");
        Pipeline other =
                read(
                        LEAST
                                + "output: {results: packed, pack: {lines: 9, bytes: 2kB, maxDelay:"
                                + " 50ms}}\n");

        assertThat(cats.output().documents().results()).isEqualTo(Output.Results.PACKED);
        assertThat(cats.output().documents().pack())
                .isEqualTo(new Output.Pack(50, 1_000_000, Duration.ofSeconds(1)));
        assertThat(other.output().documents().pack())
                .isEqualTo(new Output.Pack(9, 2_000, Duration.ofMillis(50)));
        assertThat(cats.packs().toString())
                .isEqualTo("{customerID}/saved-result/packs/cats/{pack}.jsonl.gz");
    }

    @Test
    void allProblemsAreSaidTogetherEachWithItsPath() {
        assertThat(
                        problems(
                                """
                                name: Cats!
                                match: "{customerID}/cats/{imageID}.{jpg|png}"
                                row: "{scanID}"
                                model: {file: elsewhere.onnx, batch: {max: 0, maxDelay: 5}}
                                limits: {object: 50, attempts: none, timeout: 5 parsecs}
                                lease: 1s
                                retention: 1h
                                ids: {imageID: "[a-z", batchID: "x"}
                                output: {name: "{imageID}/{who}", picture: perhaps, results: zipped, pack: {lines: 0, bytes: 0, maxDelay: 1m}}
                                leese: 60s
                                """))
                .map(problem -> problem.replaceFirst("^cats/pipeline.yaml: ", ""))
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).startsWith("name: \"Cats!\" must match"),
                        p -> assertThat(p).startsWith("row: uses {scanID}, which match does not"),
                        p -> assertThat(p).isEqualTo("task: is required"),
                        p -> assertThat(p).contains("model.batch.max: \"0\"", "from 1 to 1024"),
                        p -> assertThat(p).contains("model.batch.maxDelay: \"5\"", "0s to 10s"),
                        p -> assertThat(p).contains("limits.object: \"50\"", "such as 50MB"),
                        p -> assertThat(p).contains("limits.attempts: \"none\""),
                        p -> assertThat(p).contains("limits.timeout: \"5 parsecs\""),
                        p -> assertThat(p).contains("lease: \"1s\""),
                        p -> assertThat(p).contains("retention: \"1h\"", "1d"),
                        p -> assertThat(p).startsWith("ids.imageID: is not a regular expression"),
                        p -> assertThat(p).isEqualTo("ids.batchID: is no variable of match"),
                        p -> assertThat(p).startsWith("output.name: uses {who}"),
                        p -> assertThat(p).contains("output.picture: \"perhaps\""),
                        p ->
                                assertThat(p)
                                        .contains("output.results: \"zipped\"", "[object, packed]"),
                        p -> assertThat(p).isEqualTo("output.pack: needs results: packed"),
                        p -> assertThat(p).contains("output.pack.lines: \"0\"", "1 to 10000"),
                        p -> assertThat(p).contains("output.pack.bytes: \"0\""),
                        p -> assertThat(p).contains("output.pack.maxDelay: \"1m\"", "0s to 10s"),
                        p ->
                                assertThat(p)
                                        .isEqualTo("leese: is not known; did you mean \"lease\"?"));
    }

    @Test
    void problemsOfAllFilesAreSaidTogether() {
        List<String> problems =
                catchThrowableOfType(
                                InvalidConfiguration.class,
                                () ->
                                        new PipelineFolder(temporary)
                                                .with("cats", LEAST + "lease: never\n")
                                                .with("dogs", "name: dogs\n")
                                                .read("birds"))
                        .problems();

        assertThat(problems)
                .anySatisfy(p -> assertThat(p).startsWith("cats/pipeline.yaml: lease"))
                .anySatisfy(p -> assertThat(p).isEqualTo("dogs/pipeline.yaml: match: is required"))
                .anySatisfy(p -> assertThat(p).isEqualTo("dogs/pipeline.yaml: task: is required"))
                .anySatisfy(
                        p -> assertThat(p).startsWith("SLUICE_PIPELINES: no pipeline \"birds\""));
    }

    @Test
    void anIdsRuleForNoVariableIsRefused() {
        assertThat(problems(LEAST + "ids: {scanID: \"x\"}\n"))
                .containsExactly("cats/pipeline.yaml: ids.scanID: is no variable of match");
    }

    @Test
    void aMatchWithoutTheCustomerIsRefused() {
        assertThat(problems(LEAST.replace("{customerID}", "all")))
                .anySatisfy(p -> assertThat(p).contains("match: must contain {customerID}"));
    }

    @Test
    void rule12_timeoutAndLeaseMustStayUnderElevenHours() {
        assertThat(problems(LEAST + "limits: {timeout: 10h}\nlease: 1h\n"))
                .singleElement()
                .asString()
                .contains("limits.timeout: and lease together must stay under 11h");
        assertThat(read(LEAST + "limits: {timeout: 10h}\nlease: 3599s\n").limits().timeout())
                .isEqualTo(Duration.ofHours(10));
    }

    @ParameterizedTest
    @CsvSource({
        "- a list, must be a YAML mapping",
        "'a: [', is not YAML",
        "'a: 1\na: 2', is not YAML"
    })
    void aFileThatIsNoMappingIsSaidToBeNone(String yaml, String problem) {
        assertThat(problems(yaml))
                .anySatisfy(p -> assertThat(p).contains("cats/pipeline.yaml", problem));
    }

    @Test
    void aSectionThatIsNoMappingIsSaidToBeNone() {
        assertThat(problems(LEAST + "limits: 3\n"))
                .containsExactly("cats/pipeline.yaml: limits: must be a mapping, not \"3\"");
    }

    @Test
    void aBlankRowIsTheDefaultAndLosesNoPipeline() {
        assertThat(read(LEAST + "row: \"\"\n").row().toString()).isEqualTo("{imageID}");
    }

    @Test
    void anEmptyRepositoryIsAProblem() {
        assertThat(
                        catchThrowableOfType(
                                        InvalidConfiguration.class,
                                        () -> Pipelines.read(temporary, List.of()))
                                .problems())
                .singleElement()
                .asString()
                .startsWith("MODEL_PATH: ")
                .endsWith("has neither pipeline.yaml nor <name>/pipeline.yaml");
    }

    @Test
    void rule21_anIdThatBreaksItsRuleIsSaidInASentence() {
        Pipeline cats = read(LEAST + "ids: {imageID: \"[a-z]{3}\"}\n");

        assertThat(cats.invalidId(Map.of("customerID", "acme", "imageID", "abc"))).isEmpty();
        assertThat(cats.invalidId(Map.of("customerID", "acme", "imageID", "abcd")))
                .contains(
                        "imageID \"abcd\" must match [a-z]{3}; rename the file and upload it"
                                + " again");
    }

    @Test
    void rule21_theShapeIsMatchedBeforeTheIds() {
        Pipelines pipelines =
                new PipelineFolder(temporary)
                        .with("cats", LEAST + "ids: {imageID: \"[a-z]{3}\"}\n")
                        .read();

        assertThat(pipelines.route("acme/cats/abc.JPG"))
                .isInstanceOfSatisfying(
                        Pipelines.Route.Matched.class,
                        route -> {
                            assertThat(route.customerID()).isEqualTo("acme");
                            assertThat(route.rowID()).isEqualTo("abc");
                            assertThat(route.imageID()).isEqualTo("abc");
                            assertThat(route.refused()).isEmpty();
                        });
        assertThat(pipelines.route("acme/cats/a b.jpg"))
                .isInstanceOfSatisfying(
                        Pipelines.Route.Matched.class,
                        route -> {
                            assertThat(route.rowID()).isEqualTo("a b");
                            assertThat(route.refused()).isPresent();
                        });
        assertThat(pipelines.route("acme/dogs/abc.jpg"))
                .isInstanceOf(Pipelines.Route.NoPipeline.class);
    }

    @Test
    void anUploadLargerThanMemoryCanHoldWholeIsRefusedAtStart() {
        assertThat(read(LEAST + "limits: {object: 2147483639B}\n").limits().object())
                .isEqualTo(2_147_483_639L);
        assertThat(problems(LEAST + "limits: {object: 3GB}\n"))
                .containsExactly(
                        "cats/pipeline.yaml: limits.object: 3000000000 bytes are more than the"
                                + " 2147483639 that an upload may have, for it is read into memory"
                                + " whole");
    }

    @Test
    void aModelMayRunEachItemByItself() {
        assertThat(
                        read(LEAST + "model: {batch: {max: 4, alone: true}}\n")
                                .model(Pipeline.MODEL)
                                .batch())
                .isEqualTo(new Pipeline.Batch(4, Duration.ofMillis(5), true));
        assertThat(read(LEAST).model(Pipeline.MODEL).batch().alone()).isFalse();
    }
}
