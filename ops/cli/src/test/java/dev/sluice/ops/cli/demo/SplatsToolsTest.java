package dev.sluice.ops.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class SplatsToolsTest {
    private static final Path SHIPPED =
            SplatsDemo.shipped(Path.of(System.getProperty("sluice.home")));

    @TempDir private Path folder;
    private final List<String> said = new ArrayList<>();

    private SplatsTools tools() {
        return new SplatsTools(Map.of("PATH", folder.toString()), folder, said::add);
    }

    private void program(String name, String script) throws IOException {
        Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(
                folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aMissingProgramIsNamedWithHowToGetIt() throws IOException {
        assertThatThrownBy(() -> tools().requireColmap())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("`apt-get install colmap`");
        program("colmap", "");
        tools().requireColmap();
    }

    @Test
    void withoutNodeTheSceneIsAPlyAndWithASentence() throws Exception {
        assertThat(tools().compressor()).isEmpty();
        assertThat(said)
                .containsExactly(
                        "The scene will be a PLY, which viewers read, too, and not a SOG: there is"
                                + " no Node.js with npm on the PATH.");
    }

    @Test
    void aCompressorThatIsThereIsTaken() throws Exception {
        program("splat-transform", "");
        assertThat(tools().compressor()).contains(folder.resolve("splat-transform"));
        assertThat(said).isEmpty();
    }

    @Test
    void theLastStageIsToldWhereItsCompressorIsAndNothingElseChanges() {
        assertThat(tools().repository(SHIPPED, Optional.empty())).isEqualTo(SHIPPED);

        Path told = tools().repository(SHIPPED, Optional.of(Path.of("/opt/splat-transform")));
        Pipeline before = Pipelines.read(SHIPPED, List.of()).all().getFirst();
        Pipeline after = Pipelines.read(told, List.of()).all().getFirst();
        assertThat(after.stages().all().getLast().options().get("environment"))
                .isEqualTo(Map.of("SPLAT_TRANSFORM", "/opt/splat-transform"));
        assertThat(after.stages().all().subList(0, 2)) // patterns are equal to themselves alone
                .hasToString(before.stages().all().subList(0, 2).toString());
        assertThat(after.match()).hasToString(before.match().toString());
    }

    @Test
    void aHeaderSaysHowManySplatsThereAre() throws IOException {
        Path ply =
                Files.writeString(
                        folder.resolve("a.ply"),
                        "ply\nformat binary_little_endian 1.0\nelement vertex 12\nend_header\nx");
        assertThat(PlyHeader.vertices(ply)).contains(12L);
        Path none = Files.writeString(folder.resolve("b.ply"), "end_header\nelement vertex 12\n");
        assertThat(PlyHeader.vertices(none)).isEmpty();
    }
}
