package dev.sluice.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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

    @Test
    void aFurtherSignalHurriesTheEnd() throws Exception {
        Process process = start("hurries");
        try (BufferedReader said = process.inputReader()) {
            awaitReady(said);
            do {
                process.toHandle().destroy(); // those within half a second count as one
            } while (!process.waitFor(100, TimeUnit.MILLISECONDS));
            assertThat(said.readAllAsString().lines()).containsExactly("ending", "hurried");
            assertThat(process.exitValue()).isEqualTo(5);
        } finally {
            process.destroyForcibly();
        }
    }

    /** What it says after the signal, and its exit code. */
    private static String process(String behaviour) throws Exception {
        Process process = start(behaviour);
        try (BufferedReader said = process.inputReader()) {
            awaitReady(said);
            process.toHandle().destroy(); // which leaves the pipe open
            String last = said.readAllAsString().strip();
            return last + ", " + process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String behaviour) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Signalled.class.getName(),
                        behaviour)
                .redirectErrorStream(true)
                .start();
    }

    /** A logger may have something to say first. */
    private static void awaitReady(BufferedReader said) throws IOException {
        for (String line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
            assertThat(line).isNotNull();
        }
    }

    /** The process that is signalled. */
    static final class Signalled {
        private Signalled() {}

        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> say("a shutdown hook")));
            CountDownLatch hurried = new CountDownLatch(1);
            StopSignal stop =
                    arguments[0].equals("hurries")
                            ? StopSignal.install(
                                    () -> {
                                        say("ending");
                                        hurried.await();
                                        say("hurried");
                                        return 5;
                                    },
                                    hurried::countDown)
                            : StopSignal.install(end(arguments[0]));
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
