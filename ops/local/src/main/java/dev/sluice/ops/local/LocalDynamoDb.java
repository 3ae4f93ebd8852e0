package dev.sluice.ops.local;

import dev.sluice.shared.config.StartFailure;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * DynamoDB: Amazon's DynamoDB Local, as a process of its own, because neither its licence nor its
 * libraries mix with ours.
 *
 * <p>The process ignores Ctrl-C, which a terminal sends to the whole process group: we still drain
 * then. In memory it ends when we do, however we end; with a state folder its number is recorded,
 * and the next run ends it.
 */
final class LocalDynamoDb implements AutoCloseable {
    static final String MAIN_CLASS = "software.amazon.dynamodb.services.local.main.ServerRunner";

    private static final String BUILD = "mvn -pl ops/dynamodb-local process-resources";
    private static final Path SHELL = Path.of("/bin/sh");
    private static final String DEAF = "trap '' INT HUP; exec \"$@\"";

    /**
     * A second shell waits for the end of our side of the pipe. $$ is the first one's number, and
     * so DynamoDB Local's.
     */
    private static final String DEAF_AND_BOUND =
            """
            trap '' INT HUP
            exec 3<&0
            ( while read -r _; do :; done; kill $$ ) <&3 3<&- >/dev/null 2>&1 &
            exec "$@" </dev/null 3<&-
            """;

    /** Two seconds are usual; a machine ten times slower is no failure. */
    private static final int PATIENCE_MS = 180_000;

    private static final int POLL_MS = 25;

    private final Process process;
    private final Path log;
    private final @Nullable Path pidFile;

    private LocalDynamoDb(Process process, Path log, @Nullable Path pidFile) {
        this.process = process;
        this.log = log;
        this.pidFile = pidFile;
    }

    /**
     * @param lib the folder with DynamoDB Local's jars
     */
    static LocalDynamoDb start(int port, Path lib, Optional<StateFolder> state) {
        if (!Files.isDirectory(lib)) {
            throw new StartFailure(
                    "DynamoDB Local is not in %s; in a source tree `%s` puts it there, and an archive's README.txt says where to get it"
                            .formatted(lib, BUILD));
        }
        LocalDynamoDb started = null;
        try {
            Path log =
                    state.isPresent()
                            ? state.get().dynamoDbLog()
                            : Files.createTempFile("sluice-dynamodb-", ".log");
            Process process =
                    new ProcessBuilder(command(port, lib, state))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            started =
                    new LocalDynamoDb(
                            process, log, state.map(StateFolder::dynamoDbPid).orElse(null));
            started.prepareForOurEnd();
            started.awaitAnswer(Ports.endpoint(port));
            return started;
        } catch (IOException e) {
            if (started != null) {
                started.close();
            }
            throw new StartFailure("DynamoDB Local did not start: " + e, e);
        } catch (StartFailure e) {
            if (started != null) {
                started.close();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            process.getOutputStream().close();
            Files.deleteIfExists(pidFile == null ? log : pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(int port, Path lib, Optional<StateFolder> state) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            String script = state.isPresent() ? DEAF : DEAF_AND_BOUND;
            command.addAll(List.of(SHELL.toString(), "-c", script, "dynamodb-local"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // up sooner, and most of its time is in SQLite
                        "-Xmx512m",
                        "-Djava.library.path=" + lib,
                        "-cp",
                        lib + File.separator + "*",
                        MAIN_CLASS,
                        "-sharedDb",
                        "-disableTelemetry",
                        "-port",
                        Integer.toString(port)));
        if (state.isPresent()) {
            command.addAll(List.of("-dbPath", state.get().tables().toString()));
        } else {
            command.add("-inMemory");
        }
        return command;
    }

    /** So that the next run, or the watching shell, ends it if we cannot. */
    private void prepareForOurEnd() throws IOException {
        if (pidFile == null) {
            // The shell must not outlive it, for its number may be given to another process.
            var _ = process.onExit().thenRun(this::closeInput);
        } else {
            Files.writeString(pidFile, Long.toString(process.pid()));
        }
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // nobody reads it any more
        }
    }

    /** Any answer will do: it refuses requests without a signature, which says that it is up. */
    private void awaitAnswer(URI endpoint) {
        try {
            for (int waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
                if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    throw new StartFailure(
                            "DynamoDB Local ended with %d at start:%n%s"
                                    .formatted(process.exitValue(), Files.readString(log)));
                }
                if (answers(endpoint)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Interrupted while DynamoDB Local started", e);
        } catch (IOException e) {
            throw new StartFailure("Cannot read " + log, e);
        }
        throw new StartFailure(
                "DynamoDB Local did not answer on %s within %d s; see %s"
                        .formatted(endpoint, PATIENCE_MS / 1000, log));
    }

    private static boolean answers(URI endpoint) {
        try {
            var connection = (HttpURLConnection) endpoint.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(5_000);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
