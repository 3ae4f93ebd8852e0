package dev.sluice.ops.bench.stand;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

final class LauncherTest {
    @Test
    void anotherBuildHasThisOnesFlagsAndItsOwnFiles() {
        Launcher own =
                new Launcher(
                                List.of(
                                        "/jdk/bin/java",
                                        "-Xmx2g",
                                        "-Dsluice.home=/my clone",
                                        "-Donnxruntime.native.path=/my clone/ops/native",
                                        "-cp",
                                        "/my clone/lib/a.jar:/my clone/lib/b.jar"),
                                "Main")
                        .withWorker("-XX:AOTCache=/my clone/worker.aot");

        Launcher other = own.of(Path.of("/my clone"), Path.of("/my clone/target/x"));

        assertThat(other)
                .isEqualTo(
                        new Launcher(
                                List.of(
                                        "/jdk/bin/java",
                                        "-Xmx2g",
                                        "-Dsluice.home=/my clone/target/x",
                                        "-Donnxruntime.native.path=/my clone/target/x/ops/native",
                                        "-cp",
                                        "/my clone/target/x/ops/cli/target/lib/*"),
                                "Main"));
    }
}
