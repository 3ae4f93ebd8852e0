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
    private OwnJvm() {}

    /** Starts further processes of the same kind. */
    static Launcher launcher() {
        return new Launcher(
                java(System.getProperty("java.class.path")), "dev.sluice.ops.cli.Sluice");
    }

    /**
     * Starts a distribution's worker with the same flags.
     *
     * @throws UsageError if there is none
     */
    static Launcher launcher(Path distribution) throws IOException {
        Path lib = distribution.toAbsolutePath().normalize().resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new UsageError("--worker: there is no folder " + lib);
        }
        try (Stream<Path> jars = Files.list(lib)) {
            // In the order of the start script, for the JVM compares.
            String classPath =
                    jars.map(Path::toString)
                            .filter(jar -> jar.endsWith(".jar"))
                            .sorted()
                            .collect(Collectors.joining(File.pathSeparator));
            return new Launcher(java(classPath), "dev.sluice.worker.Main", false, List.of());
        }
    }

    private static List<String> java(String classPath) {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        java.add("-cp");
        java.add(classPath);
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
