package dev.sluice.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Signals to processes of their own. */
@Timeout(60)
class StopSignalTest {
    private static final int SIGTERM = 143;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void theEndRunsBeforeAnyShutdownHook(String signal) throws Exception {
        assertThat(process("ends", signal)).isEqualTo("no shutdown yet, 5");
    }

    @Test
    void anEndThatFailsExitsWith1() throws Exception {
        assertThat(process("fails", "TERM")).endsWith("1");
    }

    @Test
    void aForgottenSignalDoesWhatItDid() throws Exception {
        assertThat(process("forgets", "TERM")).isEqualTo("a shutdown hook, " + SIGTERM);
    }

    /** What it says after the signal, and its exit code. */
    private static String process(String behaviour, String signal) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Signalled.class.getName(),
                                behaviour)
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader said = process.inputReader()) {
            for (String line = said.readLine();
                    !"ready".equals(line);
                    line = said.readLine()) { // a logger may have something to say first
                assertThat(line).isNotNull();
            }
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            String last = said.readAllAsString().strip();
            return last + ", " + process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The process that is signalled. */
    static final class Signalled {
        private Signalled() {}

        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> say("a shutdown hook")));
            StopSignal stop = StopSignal.install(end(arguments[0]));
            if (arguments[0].equals("forgets")) {
                stop.forget();
            }
            say("ready");
            Thread.sleep(Long.MAX_VALUE);
        }

        private static Callable<Integer> end(String behaviour) {
            return () -> {
                if (behaviour.equals("fails")) {
                    throw new IllegalStateException("as asked");
                }
                // Refused once the shutdown has begun.
                Runtime.getRuntime().addShutdownHook(new Thread(() -> say("a late hook")));
                say("no shutdown yet");
                return 5;
            };
        }

        private static void say(String text) {
            System.out.println(text);
            System.out.flush();
        }
    }
}
