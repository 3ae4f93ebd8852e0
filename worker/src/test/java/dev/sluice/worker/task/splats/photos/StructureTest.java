package dev.sluice.worker.task.splats.photos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.worker.task.splats.photos.PhotoArchive.Photo;
import dev.sluice.worker.task.splats.stage.Progress;
import dev.sluice.worker.task.splats.stage.Refusal;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What is made of COLMAP's answers; a script answers for it. */
class StructureTest {
    private static final List<Photo> PHOTOS =
            List.of(new Photo("a.jpg", 8, 6, 1), new Photo("b.jpg", 8, 6, 2));

    @TempDir private Path folder;
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(told, true));

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(folder.resolve("out"));
    }

    private Structure structure(String program) {
        Colmap colmap =
                new Colmap(program, folder, new PrintStream(OutputStream.nullOutputStream()));
        return new Structure(new Structure.Settings(100, 1), progress, folder, colmap);
    }

    private void find(String program) throws Exception {
        structure(program)
                .find(PHOTOS, folder, folder.resolve("out"), folder.resolve("checkpoint"));
    }

    /** A program that does this after its first word, and writes down that word. */
    private String program(String cases) throws IOException {
        Path script = folder.resolve("colmap.sh");
        Files.writeString(script, "#!/bin/sh\necho $1 >> calls\ncase $1 in\n" + cases + "\nesac\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    private static final String GOOD =
            """
            feature_extractor) echo 'Processed file [1/2]'; touch colmap.db ;;
            exhaustive_matcher) echo 'Matching block [1/1, 1/1]' ;;
            mapper) mkdir -p sparse/0 sparse/1 ;;
            model_converter)
                n=1; case $3 in */1) n=2 ;; esac
                echo '1 SIMPLE_RADIAL 8 6 8 4 3 0' > $5/cameras.txt
                for i in $(seq $n); do echo "$i 1 0 0 0 0 0 0 1 a.jpg"; echo; done > $5/images.txt
                echo '1 0 0 0 9 9 9 0.5 1 1 2 1' > $5/points3D.txt ;;
            """;

    @Test
    void theModelWithTheMostPhotosIsTaken() throws Exception {
        find(program(GOOD));
        SparseModel model = SparseModel.read(folder.resolve("out"));
        assertThat(model).isEqualTo(new SparseModel(2, 1, 0.5));
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("\"progress\":0.275");
    }

    @Test
    void aRestartHasTheDatabaseOfTheFirstRun() throws Exception {
        find(program(GOOD));
        Files.delete(folder.resolve("colmap.db"));
        find(program("feature_extractor) [ -e colmap.db ] || exit 9 ;;\n" + GOOD));
    }

    @Test
    void aMissingProgramIsNamedWithHowToInstallIt() {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> find("/nowhere/colmap"));
        assertThat(refusal.code()).isEqualTo("program-missing");
        assertThat(refusal.sentence()).contains("/nowhere/colmap", "apt-get install colmap");
    }

    /** The mapper's exit code is 1 then. */
    @Test
    void photosThatHaveNothingInCommonAreRefused() throws Exception {
        String program =
                program(
                        "feature_extractor) touch colmap.db ;;\n"
                                + "mapper) echo 'No good initial image pair found'; exit 1 ;;");
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> find(program));
        assertThat(refusal.code()).isEqualTo("photos-unrelated");
    }

    @Test
    void aStepThatFailsIsAFailedAttemptThatAnotherMayMend() throws Exception {
        String program = program("feature_extractor) exit 134 ;;");
        assertThatThrownBy(() -> find(program))
                .isInstanceOf(IOException.class)
                .hasMessage("colmap feature_extractor ended with 134");
    }

    @Test
    void tooLittleIsRefusedWithTheLimit() throws Refusal {
        new SparseModel(5, 1000, 1).require(16);
        assertThatThrownBy(() -> new SparseModel(4, 5000, 1).require(16))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(
                        "Only 4 of 16 photos could be placed in one scene, at least 5");
        assertThatThrownBy(() -> new SparseModel(5, 999, 1).require(16))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(
                        "The photos have only 999 points in common, at least 1,000");
    }
}
