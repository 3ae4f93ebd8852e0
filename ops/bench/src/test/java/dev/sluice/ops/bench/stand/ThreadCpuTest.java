package dev.sluice.ops.bench.stand;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;

@EnabledOnOs(value = OS.LINUX, disabledReason = "Linux alone has /proc")
class ThreadCpuTest {
    private static final Duration WORK = Duration.ofMillis(200);

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch worked = new CountDownLatch(2);

    @Test
    void addsUpThreadsOfOneNameAndForgetsThoseThatEnded() throws Exception {
        Thread ended = Thread.ofPlatform().name("ended-1").start(ThreadCpuTest::work);
        Thread one = Thread.ofPlatform().name("counted-1").start(this::workAgain);
        Thread two = Thread.ofPlatform().name("counted-2").start(this::workAgain);
        ThreadCpu before = now();
        ended.join();
        worked.await();

        SortedMap<String, Duration> used = now().since(before);

        goOn.countDown();
        one.join();
        two.join();
        assertThat(used).doesNotContainKey("ended");
        assertThat(used.get("counted")).isGreaterThan(WORK);
        assertThat(used.values()).noneMatch(Duration::isNegative);
    }

    private static ThreadCpu now() {
        return ThreadCpu.of(ProcessHandle.current().pid());
    }

    private void workAgain() {
        work();
        worked.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until it has used so much CPU. */
    private static void work() {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        while (clock.getCurrentThreadCpuTime() < WORK.toNanos()) {
            Thread.onSpinWait();
        }
    }
}
