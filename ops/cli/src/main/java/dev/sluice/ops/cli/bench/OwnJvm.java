package dev.sluice.ops.cli.bench;

import dev.sluice.ops.bench.stand.Launcher;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This very JVM, its flags and class path, which the launcher gives to workers as well. */
final class OwnJvm {
    private OwnJvm() {}

    /** Starts further processes of the same kind. */
    static Launcher launcher() {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        java.add("-cp");
        java.add(System.getProperty("java.class.path"));
        return new Launcher(java, "dev.sluice.ops.cli.Sluice");
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
