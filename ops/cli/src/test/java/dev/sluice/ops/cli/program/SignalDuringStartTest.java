package dev.sluice.ops.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** SIGTERM while the start waits for an endpoint that takes the call and says nothing. */
@Timeout(300)
class SignalDuringStartTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"worker", "dispatcher"})
    void endsWith0(String command) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Path log = folder.resolve("log");
            Process process = start(command, silent.getLocalPort(), log);
            try {
                silent.setSoTimeout(120_000);
                try (Socket _ = silent.accept()) { // so its start is under way
                    process.destroy();
                    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
                }
                assertThat(process.exitValue()).as(Files.readString(log)).isZero();
                assertThat(log).content().contains("start under way").doesNotContain("Exception");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Process start(String command, int port, Path log) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Dguice_bytecode_gen_option=DISABLED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.sluice.ops.cli.Sluice",
                                command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(n -> n.startsWith("AWS_") || n.startsWith("SLUICE_"));
        environment.putAll(
                Map.of(
                        "S3_BUCKET_NAME", "sluice",
                        "DYNAMODB_TABLE_NAME", "CustomerImages",
                        "MODEL_PATH", "s3://models/of/nobody",
                        "AWS_REGION", "us-east-1",
                        "AWS_ACCESS_KEY_ID", "local",
                        "AWS_SECRET_ACCESS_KEY", "local",
                        "AWS_ENDPOINT_URL", "http://127.0.0.1:" + port));
        return builder.start();
    }
}
