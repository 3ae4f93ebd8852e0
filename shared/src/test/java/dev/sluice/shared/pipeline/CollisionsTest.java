package dev.sluice.shared.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.shared.config.InvalidConfiguration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

class CollisionsTest {
    private static final String FLAKES =
            """
            name: flakes
            match: "{customerID}/uploaded/{imageID}_original.{jpg|png}"
            task: flakes
            ids: {imageID: "[a-zA-Z0-9_-]{10,100}"}
            output: {picture: true}
            """;

    @TempDir Path temporary;
    private PipelineFolder folder;

    @BeforeEach
    void put() {
        folder = new PipelineFolder(temporary).with("flakes", FLAKES);
    }

    private List<String> problems() {
        InvalidConfiguration thrown =
                catchThrowableOfType(InvalidConfiguration.class, () -> folder.read());
        return thrown == null ? List.of() : thrown.problems();
    }

    private static String other(String match, String row, String output, String ids) {
        return """
        name: other
        match: "%s"
        row: "%s"
        task: classify
        output: {name: "%s"}
        ids: {%s}
        """
                .formatted(match, row, output, ids);
    }

    @Test
    void rule21_pipelinesInFoldersOfTheirOwnAreAccepted() {
        folder.with(
                "other",
                other(
                        "{customerID}/moderate/{imageID}.{jpg|png}",
                        "moderate#{imageID}",
                        "{customerID}/moderation-result/{imageID}",
                        ""));

        assertThat(folder.read().all())
                .extracting(Pipeline::name)
                .containsExactly("flakes", "other");
    }

    @Test
    void rule21_twoPipelinesForTheSameKeyAreRefused() {
        folder.with(
                "other",
                other(
                        "{customerID}/uploaded/{imageID}.{jpg|gif}",
                        "moderate#{imageID}",
                        "{customerID}/moderation-result/{imageID}",
                        ""));

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("flakes and other: a key could match both");
    }

    @Test
    void aResultThatWouldStartAPipelineAgainIsRefused() {
        folder.with(
                "other",
                other(
                        "{customerID}/saved-result/{imageID}.{jpg|png}",
                        "moderate#{imageID}",
                        "{customerID}/moderation-result/{imageID}",
                        ""));

        assertThat(problems())
                .hasSize(2) // the annotated picture and the thumbnail
                .allSatisfy(
                        problem ->
                                assertThat(problem)
                                        .startsWith("flakes/pipeline.yaml: output.name: its result")
                                        .contains("would start pipeline other"));
    }

    @Test
    void aPipelineWhoseResultsWouldStartItselfIsRefused() {
        folder.with(
                "other",
                other(
                        "{customerID}/moderate/{imageID}.{jpg|json}",
                        "moderate#{imageID}",
                        "{customerID}/moderate/{imageID}",
                        ""));

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("would start pipeline other ({customerID}/moderate/");
    }

    private static String packed(String name, String match) {
        return """
        name: %s
        match: "%s"
        row: "%s#{imageID}"
        task: classify
        output: {results: packed}
        """
                .formatted(name, match, name);
    }

    @Test
    void rule19_packsThatWouldStartAPipelineAreRefused() {
        folder.with("cats", packed("cats", "{customerID}/cats/{imageID}.jpg"))
                .with(
                        "other",
                        other(
                                "{customerID}/saved-result/packs/cats/{imageID}.{jpg|gz}",
                                "other#{imageID}",
                                "{customerID}/other-result/{imageID}",
                                ""));

        assertThat(problems())
                .singleElement()
                .asString()
                .contains(
                        "its result {customerID}/saved-result/packs/cats/{pack}.jsonl.gz would"
                                + " start pipeline other");
    }

    @Test
    void rule19_packsOfTwoPipelinesWithOneOutputNameAreApart() {
        folder.with("cats", packed("cats", "{customerID}/cats/{imageID}.jpg"))
                .with("cats-2", packed("cats-2", "{customerID}/cats-2/{imageID}.jpg"));

        assertThat(problems()).isEmpty();
    }

    @Test
    void theSameResultsAreRefused() {
        folder.with(
                "other",
                other(
                        "{customerID}/moderate/{imageID}.{jpg|png}",
                        "moderate#{imageID}",
                        "{customerID}/saved-result/{imageID}",
                        ""));

        assertThat(problems()).singleElement().asString().contains("could be the same object");
    }

    @Test
    void rowsAreApartIfTheIdsRuleKeepsThePrefixOut() {
        folder.with(
                "other",
                other(
                        "{customerID}/moderate/{imageID}.{jpg|png}",
                        "moderate#{imageID}",
                        "{customerID}/moderation-result/{imageID}",
                        ""));

        assertThat(problems()).isEmpty();
    }

    @Test
    void rowsThatCouldBeTheSameAreRefusedWithoutAnIdsRule() {
        folder.with("flakes", FLAKES.replaceAll("ids:.*\n", ""))
                .with(
                        "other",
                        other(
                                "{customerID}/moderate/{imageID}.{jpg|png}",
                                "moderate#{imageID}",
                                "{customerID}/moderation-result/{imageID}",
                                ""));

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("flakes and other: rows {imageID} and moderate#{imageID}")
                .contains("could be the same");
    }

    @Test
    void rowsThatCouldBeTheSameAreRefusedIfTheIdsRuleAllowsThePrefix() {
        folder.with("flakes", FLAKES.replace("[a-zA-Z0-9_-]", "[a-zA-Z0-9_#-]"))
                .with(
                        "other",
                        other(
                                "{customerID}/moderate/{imageID}.{jpg|png}",
                                "moderate#{imageID}",
                                "{customerID}/moderation-result/{imageID}",
                                ""));

        assertThat(problems()).singleElement().asString().contains("could be the same");
    }

    @Test
    void anIdsRuleOfAnotherFormThanOneClassIsNotTrusted() {
        folder.with("flakes", FLAKES.replace("[a-zA-Z0-9_-]{10,100}", "[a-z]+|mod.*"))
                .with(
                        "other",
                        other(
                                "{customerID}/moderate/{imageID}.{jpg|png}",
                                "moderate#{imageID}",
                                "{customerID}/moderation-result/{imageID}",
                                ""));

        assertThat(problems()).singleElement().asString().contains("could be the same");
    }

    @Test
    void equalRowsAreRefusedWhateverTheIds() {
        folder.with(
                "other",
                other(
                        "{customerID}/moderate/{imageID}.{jpg|png}",
                        "{imageID}",
                        "{customerID}/moderation-result/{imageID}",
                        "imageID: \"[a-z]{3}\""));

        assertThat(problems()).singleElement().asString().contains("could be the same");
    }

    @Test
    void twoFoldersWithOneNameAreRefused() {
        folder.with(
                "other",
                other(
                                "{customerID}/moderate/{imageID}.{jpg|png}",
                                "moderate#{imageID}",
                                "{customerID}/moderation-result/{imageID}",
                                "")
                        .replace("name: other", "name: flakes"));

        assertThat(problems())
                .containsExactly("flakes and flakes: two folders hold a pipeline of this name");
    }

    @Test
    void collisionsWithPipelinesThatAreNotServedCountToo() {
        folder.with("other", FLAKES.replace("name: flakes", "name: other"));

        InvalidConfiguration thrown =
                catchThrowableOfType(InvalidConfiguration.class, () -> folder.read("flakes"));

        assertThat(thrown.problems()).isNotEmpty();
    }
}
