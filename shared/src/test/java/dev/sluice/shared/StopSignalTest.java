package dev.sluice.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** SIGTERM to processes of their own; who started this may have had the other signals ignored. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a read heeds no interrupt
class StopSignalTest {
    private static final int SIGTERM = 143;

    @Test
    void theEndRunsBeforeAnyShutdownHook() throws Exception {
        assertThat(process("ends")).isEqualTo("no shutdown yet, 5");
    }

    @Test
    void anEndThatFailsExitsWith1() throws Exception {
        assertThat(process("fails")).endsWith("1");
    }

    @Test
    void aForgottenSignalDoesWhatItDid() throws Exception {
        assertThat(process("forgets")).isEqualTo("a shutdown hook, " + SIGTERM);
    }

    /** What it says after the signal, and its exit code. */
    private static String process(String behaviour) throws Exception {
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
            process.toHandle().destroy(); // which leaves the pipe open
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
