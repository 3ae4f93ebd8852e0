package dev.sluice.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class NamingTest {
    private final Naming naming = new Naming("acme");

    @Test
    void keysAreThePipelines() {
        Submission flakes = naming.next("scans/scan-0000001.JPG", ShippedPipelines.named("flakes"));
        assertThat(flakes.key()).isEqualTo("acme/uploaded/scan-0000001_original.jpg");
        assertThat(flakes.rowID()).isEqualTo("scan-0000001");

        Submission moderation =
                naming.next("scans/scan-0000001.png", ShippedPipelines.named("moderation"));
        assertThat(moderation.key()).isEqualTo("acme/moderate/scan-0000001.png");
        assertThat(moderation.rowID()).isEqualTo("moderate#scan-0000001");
    }

    @Test
    void filesOfOneNameReachDifferentRows() {
        Submission first = naming.next("a/scan-0000001.jpg", ShippedPipelines.named("flakes"));
        Submission folder = naming.next("b/scan-0000001.jpg", ShippedPipelines.named("flakes"));
        Submission ending = naming.next("a/scan-0000001.png", ShippedPipelines.named("flakes"));

        assertThat(first.rowID()).isEqualTo("scan-0000001");
        assertThat(folder.rowID()).startsWith("scan-0000001-").hasSize(21);
        assertThat(ending.rowID()).startsWith("scan-0000001-").hasSize(21);
        assertThat(folder.rowID()).isNotEqualTo(ending.rowID());
    }

    @Test
    void whatAPipelineCallsItsUploadsIsTheFilesName(@TempDir Path repository) throws IOException {
        Files.writeString(
                Files.createDirectory(repository.resolve("scan")).resolve("pipeline.yaml"),
                """
                name: scan
                match: "{customerID}/scans/{jobID}.zip"
                row: "scan#{jobID}"
                ids: {jobID: "[a-zA-Z0-9_-]{1,100}"}
                task: command
                options: {program: [x]}
                output: {name: "{customerID}/result/{jobID}"}
                """);
        Pipeline scan = Pipelines.read(repository, List.of()).all().getFirst();

        Submission house = naming.next("a/house 7.ZIP", scan);
        assertThat(house.key()).startsWith("acme/scans/house-7-").endsWith(".zip");
        assertThat(naming.next("a/flat.zip", scan).rowID()).isEqualTo("scan#flat");
        assertThat(naming.next("b/flat.zip", scan).rowID()).startsWith("scan#flat-");
        assertThatThrownBy(() -> naming.next("flat.rar", scan))
                .hasMessage("flat.rar: pipeline scan takes zip");
    }

    @Test
    void otherFilesAreRefusedWithWhatWouldDo() {
        assertThatThrownBy(() -> naming.next("notes.txt", ShippedPipelines.named("flakes")))
                .isInstanceOf(UsageError.class)
                .hasMessage("notes.txt: pipeline flakes takes bmp, gif, jpeg, jpg, png, webp");
    }

    @Test
    void customersThatThePipelineWouldRejectAreRefusedBeforeTheUpload() {
        assertThatThrownBy(() -> new Naming("a/b").next("x.jpg", ShippedPipelines.named("flakes")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("customer \"a/b\" must match");
    }

    @Test
    void theFilesOfAFolderAreThePartsOfOneUploadNamedByTheFolder() {
        Submission face = naming.next("a/session-1/FACE.JPG", ShippedPipelines.named("emotion"));
        Submission text = naming.next("a/session-1/text.txt", ShippedPipelines.named("emotion"));
        Submission other = naming.next("a/session-2/text.txt", ShippedPipelines.named("emotion"));

        assertThat(face.key()).isEqualTo("acme/uploaded/session-1/face.jpg");
        assertThat(text.key()).isEqualTo("acme/uploaded/session-1/text.txt");
        assertThat(face.rowID()).isEqualTo(text.rowID()).isEqualTo("emotion#session-1");
        assertThat(other.rowID()).isEqualTo("emotion#session-2");
    }

    @Test
    void aFileThatIsNoPartIsRefusedWithTheNamesOfParts() {
        assertThatThrownBy(
                        () ->
                                naming.next(
                                        "session-1/portrait.jpg",
                                        ShippedPipelines.named("emotion")))
                .isInstanceOf(UsageError.class)
                .hasMessage(
                        "session-1/portrait.jpg: pipeline emotion takes face.jpg, text.txt,"
                                + " voice.mp3, voice.wav");
    }

    @Test
    void aPartThatLiesInNoFolderIsToldToBePutIntoOne() {
        assertThatThrownBy(() -> naming.next("/face.jpg", ShippedPipelines.named("emotion")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("put it into a folder");
    }
}
