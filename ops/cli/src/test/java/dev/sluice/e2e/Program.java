package dev.sluice.e2e;

import dev.sluice.testing.Patience;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One {@code sluice} command in a process of its own, as on AWS. */
final class Program implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Program start(Map<String, String> environment, String... command) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of(
                        "-Xmx700m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dguice_bytecode_gen_option=DISABLED",
                        "-Dsluice.home=" + System.getProperty("sluice.home"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.sluice.ops.cli.Sluice"));
        line.addAll(List.of(command));
        return run(environment, line, command[0]);
    }

    /** Any program. */
    static Program run(Map<String, String> environment, List<String> line, String name) {
        try {
            Path log = Files.createTempFile("sluice-" + name + "-", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(
                            variable ->
                                    variable.startsWith("AWS_") || variable.startsWith("SLUICE_"));
            builder.environment().putAll(environment);
            builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
            return new Program(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A worker that polls. */
    static Program worker(Map<String, String> environment) {
        return start(environment, "worker").await("the worker polls");
    }

    /** Waits for a line of its output. */
    Program await(String text) {
        Awaitility.await(text)
                .failFast(
                        () -> {
                            if (!process.isAlive() && !output().contains(text)) {
                                throw new IllegalStateException("it ended: " + output());
                            }
                        })
                .until(() -> output().contains(text));
        return this;
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL: no hook, no flush, no goodbye. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGSTOP, SIGCONT and the like. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it ends by itself before that. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    int exitCode() {
        try {
            if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The most memory it ever had resident, bytes (Linux). */
    long peakResidentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drains it, so that it leaves no message hidden; kills it if it does not end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
