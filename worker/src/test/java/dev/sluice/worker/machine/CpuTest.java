package dev.sluice.worker.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.Tracing;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.time.WorkClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(300)
class CpuTest {
    private final Cpu cpu = new Cpu(1);
    private final CompletableFuture<Object> ended = new CompletableFuture<>();

    @AfterEach
    void close() {
        cpu.close();
    }

    /** Runs work from a virtual thread; what comes of it is in {@link #ended}. */
    private Thread caller(Callable<?> work) {
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                ended.complete(cpu.run(work));
                            } catch (Exception e) {
                                ended.complete(e);
                            }
                        });
    }

    private static void waits(Thread thread) {
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void rule16_workRunsOnAPlatformThreadOfThePool() throws Exception {
        assertThat(cpu.run(() -> Thread.currentThread().getName())).startsWith("cpu-");
        assertThat(cpu.run(() -> Thread.currentThread().isVirtual())).isFalse();
    }

    @Test
    void itsThreadLogsForTheCallersJob() throws Exception {
        Job job = Jobs.job();
        JobScope scope = Tracing.job(job, Optional.empty(), Instant.EPOCH, Duration.ZERO);

        assertThat(scope.call(() -> cpu.run(() -> JobScope.current().job()))).contains(job);
        assertThat(cpu.run(() -> JobScope.current().job())).isEmpty();
    }

    @Test
    void aFailureComesOutAsItIs() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () ->
                                cpu.run(
                                        () -> {
                                            throw new IOException("broken");
                                        }))
                .withMessage("broken");
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(
                        () ->
                                cpu.run(
                                        () -> {
                                            throw new OutOfMemoryError("for a test");
                                        }));
    }

    @Test
    void rule12_aJobsClockStandsStillUntilACoreIsFree() throws Exception {
        SettableTicker ticker = new SettableTicker();
        WorkClock clock = new WorkClock(ticker);
        clock.start(Duration.ofSeconds(1));
        CountDownLatch others = new CountDownLatch(1);
        Thread busy = caller(() -> awaited(others));
        waits(busy);
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        Thread job =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        over.complete(
                                                clock.during(
                                                        () ->
                                                                cpu.run(
                                                                        () -> {
                                                                            boolean before =
                                                                                    clock.over();
                                                                            ticker.advance(
                                                                                    Duration
                                                                                            .ofSeconds(
                                                                                                    1));
                                                                            return !before
                                                                                    && clock.over();
                                                                        })));
                                    } catch (Exception e) {
                                        over.completeExceptionally(e);
                                    }
                                });
        waits(job);
        ticker.advance(Duration.ofHours(1));
        assertThat(clock.over()).isFalse();

        others.countDown();

        assertThat(over.get()).isTrue(); // not before its work, and with it
        job.join();
        assertThat(clock.over()).isTrue();
    }

    private static boolean awaited(CountDownLatch latch) throws InterruptedException {
        latch.await();
        return true;
    }

    @Test
    void workThatHasNotBegunIsDroppedWhenItsCallerIsInterrupted() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Thread first =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        cpu.run(
                                                () -> {
                                                    begun.countDown();
                                                    busy.await();
                                                    return 1;
                                                });
                                    } catch (Exception e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        begun.await();
        AtomicBoolean ran = new AtomicBoolean();
        Thread second = caller(() -> ran.getAndSet(true));
        waits(second);

        second.interrupt();
        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        busy.countDown();
        first.join();
        assertThat(cpu.run(() -> 2)).isEqualTo(2); // the pool is past the dropped work
        assertThat(ran).isFalse();
    }

    @Test
    void workThatHasBegunIsWaitedForAndItsResultClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AutoCloseable owned = closed::countDown;
        Thread thread =
                caller(
                        () -> {
                            begun.countDown();
                            end.await();
                            return owned;
                        });
        begun.await();
        waits(thread);

        thread.interrupt();
        await().until(() -> thread.getState() == Thread.State.WAITING && !thread.isInterrupted());
        assertThat(ended).isNotDone();
        assertThat(closed.getCount()).isOne();

        end.countDown();
        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void aResultThatIsHandedOverStaysOpen() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();

        AutoCloseable owned = cpu.run(() -> () -> closed.set(true));

        assertThat(closed).isFalse();
        owned.close();
    }
}
