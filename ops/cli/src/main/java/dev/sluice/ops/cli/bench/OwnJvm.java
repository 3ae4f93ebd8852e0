package dev.sluice.ops.cli.bench;

import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.fleet.UsageError;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This very JVM, its flags and class path, which the launcher gives to workers as well. */
final class OwnJvm {
    /** Says where ONNX Runtime's libraries lie unpacked; the launcher sets it on Linux. */
    private static final String NATIVE = "onnxruntime.native.path";

    private OwnJvm() {}

    /** Starts further processes of the same kind. */
    static Launcher launcher() {
        List<String> java = flagged(Path.of(System.getProperty("java.home")));
        java.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return new Launcher(java, "dev.sluice.ops.cli.Sluice");
    }

    /**
     * Starts a distribution's worker as its own script does: with its own Java, if it has one, on
     * its jars and its native libraries.
     *
     * @throws UsageError if there is none
     */
    static Launcher launcher(Path distribution) throws IOException {
        Path home = distribution.toAbsolutePath().normalize();
        Path lib = home.resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new UsageError("--worker: there is no folder " + lib);
        }
        Path runtime = home.resolve("runtime");
        List<String> java =
                flagged(
                        Files.isDirectory(runtime)
                                ? runtime
                                : Path.of(System.getProperty("java.home")));
        String own = System.getProperty(NATIVE, "");
        if (!own.isEmpty()) {
            Path natives = home.resolve("native").resolve(Path.of(own).getFileName());
            java.add("-D%s=%s".formatted(NATIVE, natives));
            java.add("-Dorg.bytedeco.javacpp.pathsFirst=true");
            java.add("-Djava.library.path=" + natives);
        }
        try (Stream<Path> jars = Files.list(lib)) {
            // In the order of the start script, for the JVM compares.
            java.add("-cp");
            java.add(
                    jars.map(Path::toString)
                            .filter(jar -> jar.endsWith(".jar"))
                            .sorted()
                            .collect(Collectors.joining(File.pathSeparator)));
        }
        return new Launcher(java, "dev.sluice.worker.Main", false, List.of());
    }

    /** The java command with this JVM's flags. */
    private static List<String> flagged(Path javaHome) {
        List<String> java = new ArrayList<>();
        java.add(javaHome.resolve("bin/java").toString());
        java.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        return java;
    }

    /** Ctrl-C leaves nothing running. */
    static void stopChildrenAtExit() {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () ->
                                        ProcessHandle.current()
                                                .descendants()
                                                .forEach(ProcessHandle::destroy)));
    }
}
