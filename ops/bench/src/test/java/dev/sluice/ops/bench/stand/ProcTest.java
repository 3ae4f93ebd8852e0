package dev.sluice.ops.bench.stand;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

@EnabledOnOs(value = OS.LINUX, disabledReason = "Linux alone has /proc")
class ProcTest {
    private static final Duration WORK = Duration.ofMillis(200);

    /** Linux counts in ticks. */
    private static final Duration TICKS = Duration.ofMillis(40);

    private final CountDownLatch begin = new CountDownLatch(1);
    private final CountDownLatch worked = new CountDownLatch(3);
    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void addsUpThreadsOfOneNameAndForgetsThoseThatEnded() throws Exception {
        Thread ended = Thread.ofPlatform().name("ended-1").start(this::work);
        Thread one = Thread.ofPlatform().name("counted-1").start(this::workAndWait);
        Thread two = Thread.ofPlatform().name("counted-2").start(this::workAndWait);
        Map<String, Proc.ThreadCpu> before = now();
        begin.countDown();
        worked.await();
        ended.join();
        // Linux may forget a thread a moment after the JVM.
        Awaitility.await().until(() -> !Proc.byName(before, now()).containsKey("ended"));

        Map<String, Duration> used = Proc.byName(before, now());

        end.countDown();
        one.join();
        two.join();
        assertThat(used.get("counted")).isGreaterThan(WORK.multipliedBy(2).minus(TICKS));
        assertThat(used.values()).noneMatch(Duration::isNegative);
    }

    private static Map<String, Proc.ThreadCpu> now() {
        return Proc.threads(ProcessHandle.current().pid());
    }

    private void workAndWait() {
        work();
        await(end);
    }

    /** Until it has used so much CPU. */
    private void work() {
        await(begin);
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long from = clock.getCurrentThreadCpuTime();
        while (clock.getCurrentThreadCpuTime() - from < WORK.toNanos()) {
            Thread.onSpinWait();
        }
        worked.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
