package dev.sluice.ops.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.fleet.UsageError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

class EnvFileTest {
    @TempDir private Path folder;

    @Test
    void aShellReadsBackEveryValue() throws Exception {
        Path file = folder.resolve("sluice.env");
        String odd = "it's $HOME `x` \"y\" \\ ü";
        new EnvFile(file).write(Map.of("ODD", odd));

        Process shell =
                new ProcessBuilder("/bin/sh", "-c", ". \"$1\"; printf %s \"$ODD\"", "sh", file + "")
                        .start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(odd);
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void itIsPrivateAndLeavesNothingBehind() throws IOException {
        Path file = folder.resolve("sluice.env");
        EnvFile env = new EnvFile(file);
        assertThat(files()).isEmpty();

        env.write(Map.of("A", "1"));

        assertThat(file).hasContent("export A='1'\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(files()).containsExactly(file);

        env.remove();
        env.remove();
        assertThat(files()).isEmpty();
    }

    /** Who waits for the file must not find the one of a run that was killed. */
    @Test
    void aFileLeftBehindGoesBeforeAnythingStarts() throws IOException {
        Path file = folder.resolve("sluice.env");
        new EnvFile(file).write(Map.of("A", "1"));

        EnvFile next = new EnvFile(file).fresh();

        assertThat(files()).isEmpty();
        next.write(Map.of("A", "2"));
        assertThat(file).hasContent("export A='2'\n");
    }

    /** It is moved into its place: who opened the earlier file goes on reading that one. */
    @Test
    void itAppearsAtOnce() throws IOException {
        Path file = folder.resolve("sluice.env");
        EnvFile env = new EnvFile(file);
        env.write(Map.of("A", "1"));
        try (var reader = Files.newBufferedReader(file)) {
            env.write(Map.of("A", "2"));
            assertThat(reader.readLine()).isEqualTo("export A='1'");
        }
    }

    @Test
    void filesOfOthersAreNotOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve(".bashrc"), "alias ll='ls -l'\n");
        assertThatThrownBy(() -> new EnvFile(file))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("holds something else");
        assertThat(file).hasContent("alias ll='ls -l'");
    }

    @Test
    void aFolderThatIsNotThereIsTheUsersMistake() {
        assertThatThrownBy(() -> new EnvFile(folder.resolve("none/sluice.env")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("there is no folder");
        assertThatThrownBy(() -> new EnvFile(folder))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("is a folder");
    }

    private java.util.List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
