package dev.sluice.shared.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Signals here are calls of what a signal runs. */
@Timeout(300)
class ForegroundTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final Program program = new Program(() -> end.complete(0), end::get);

    @Test
    void aSignalDuringTheStartDrainsWhatHasStarted() throws Exception {
        Foreground foreground = new Foreground(LONG);
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch signalled = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> run =
                    threads.submit(
                            () ->
                                    foreground.untilEnd(
                                            () -> {
                                                starting.countDown();
                                                signalled.await();
                                                return program;
                                            }));
            starting.await();
            Future<Integer> signal = threads.submit(foreground::end);
            assertThat(signal).isNotDone();
            assertThat(end).isNotDone();
            signalled.countDown();

            assertThat(signal.get()).isZero();
            assertThat(run.get()).isZero();
        }
    }

    @Test
    void aSignalAfterTheStartDrainsAndTellsTheProgramsCode() throws Exception {
        Foreground foreground = new Foreground(LONG);
        CompletableFuture<Integer> broken = new CompletableFuture<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> run =
                    threads.submit(
                            () ->
                                    foreground.untilEnd(
                                            () ->
                                                    new Program(
                                                            () -> broken.complete(1),
                                                            broken::get)));
            assertThat(foreground.end()).isEqualTo(1);
            assertThat(run.get()).isEqualTo(1);
        }
    }

    @Test
    void aFurtherSignalHurriesTheDrain() throws Exception {
        Foreground foreground = new Foreground(LONG);
        CountDownLatch hurried = new CountDownLatch(1);
        CountDownLatch draining = new CountDownLatch(1);
        Program slow =
                new Program(
                        () -> {
                            draining.countDown();
                            try {
                                hurried.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            end.complete(0);
                        },
                        hurried::countDown,
                        end::get);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> run = threads.submit(() -> foreground.untilEnd(() -> slow));
            Future<Integer> signal = threads.submit(foreground::end);
            draining.await();
            foreground.hurry();

            assertThat(signal.get()).isZero();
            assertThat(run.get()).isZero();
        }
    }

    @Test
    void aFurtherSignalDuringTheStartEndsTheWaitForIt() throws Exception {
        Foreground foreground = new Foreground(LONG);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> signal = threads.submit(foreground::end);
            foreground.hurry();

            assertThat(signal.get()).isZero();
        }
    }

    @Test
    void aStartThatTakesLongEndsWith0() throws Exception {
        assertThat(new Foreground(Duration.ofMillis(10)).end()).isZero();
        assertThat(end).isNotDone();
    }

    @Test
    void aSignalDoesNotWaitForAStartThatFailed() throws Exception {
        Foreground foreground = new Foreground(LONG);
        assertThatThrownBy(
                        () ->
                                foreground.run(
                                        () -> {
                                            throw new StartFailure("no table");
                                        }))
                .isInstanceOf(StartFailure.class);
        assertThat(foreground.end()).isZero();
    }

    @Test
    void whatEndsByItselfIsDrained() throws Exception {
        CountDownLatch drained = new CountDownLatch(1);
        assertThat(new Foreground(LONG).run(() -> new Program(drained::countDown, () -> 1)))
                .isEqualTo(1);
        assertThat(drained.getCount()).isZero();
    }

    @Test
    void aProgramTakesNoArguments() {
        assertThat(code(new String[] {"--help"}, () -> program)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("no arguments", "environment");
        assertThat(end).isNotDone();
    }

    @Test
    void whatIsMissingIsOneSentenceAndCode3() {
        assertThat(
                        code(
                                new String[0],
                                () -> {
                                    throw new StartFailure("no table");
                                }))
                .isEqualTo(3);
        assertThat(err.toString(UTF_8)).isEqualToIgnoringNewLines("no table");
    }

    @Test
    void aBugHasItsTraceAndCode1() {
        assertThat(
                        code(
                                new String[0],
                                () -> {
                                    throw new IllegalStateException("a bug");
                                }))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("IllegalStateException: a bug", "\tat ");
    }

    private int code(String[] arguments, Callable<Program> start) {
        return new Foreground(LONG).code(arguments, start, new PrintStream(err, true, UTF_8));
    }
}
