package dev.sluice.worker.task.splats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What is made of splat-transform's answers; a script answers for it. */
class CompressTest {
    @TempDir private Path folder;

    private SplatTransform transform(String program) {
        return new SplatTransform(program, new PrintStream(OutputStream.nullOutputStream()));
    }

    private String program(String version, String work) throws IOException {
        Path script = folder.resolve("st.sh");
        Files.writeString(
                script,
                "#!/bin/sh\n[ \"$1\" != --version ] || { echo 'splat-transform %s'; exit 0; }\n%s\n"
                        .formatted(version, work));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    @Test
    void aSceneIsCompressedWithItsHarmonics() throws Exception {
        String program = program("v3.7.0 (0f60b17)", "echo \"$*\" > \"$7\"");
        Path sog = folder.resolve("a.sog");
        assertThat(transform(program).sog(Path.of("a.ply"), sog, 1)).isEmpty();
        assertThat(sog).hasContent("-w -g cpu a.ply -H 1 " + sog);
    }

    @Test
    void aMissingProgramIsNamedWithHowToInstallIt() throws Exception {
        assertThat(transform("/nowhere/st").sog(Path.of("a.ply"), folder.resolve("a.sog"), 1))
                .hasValueSatisfying(
                        why ->
                                assertThat(why)
                                        .contains(
                                                "npm install -g"
                                                        + " @playcanvas/splat-transform@3.7.0"));
    }

    @Test
    void anOldOneThatNpmTakesUnaskedIsTold() throws Exception {
        String program = program("v2.7.1", "exit 0");
        assertThat(transform(program).sog(Path.of("a.ply"), folder.resolve("a.sog"), 1))
                .hasValueSatisfying(why -> assertThat(why).contains("v2.7.1", "@3.7.0"));
    }

    @Test
    void oneThatFailsIsAFailedAttempt() throws Exception {
        String program = program("v3.7.0", "exit 5");
        assertThatThrownBy(
                        () -> transform(program).sog(Path.of("a.ply"), folder.resolve("a.sog"), 1))
                .isInstanceOf(IOException.class)
                .hasMessage("splat-transform ended with 5");
    }
}
