package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

@Timeout(300)
class IsolationTest {
    private final Isolation isolation = new Isolation();
    private final List<String> working = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** A job that works until its latch opens. */
    private CountDownLatch job(String name, boolean alone) {
        CountDownLatch end = new CountDownLatch(1);
        threads.add(
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (Isolation.Turn turn = isolation.enter(alone)) {
                                        working.add(name);
                                        end.await();
                                        working.remove(name);
                                    } catch (InterruptedException e) {
                                        working.add(name + " was cut");
                                    }
                                }));
        return end;
    }

    private void waits() {
        Thread last = threads.getLast();
        await().until(() -> last.getState() == Thread.State.WAITING);
    }

    @Test
    void jobsWorkTogether() {
        CountDownLatch a = job("a", false);
        CountDownLatch b = job("b", false);
        await().until(() -> working.size() == 2);
        a.countDown();
        b.countDown();
    }

    @Test
    void rule11_aLastAttemptWaitsForTheOthersAndTheyWaitBehindIt() {
        CountDownLatch first = job("first", false);
        await().until(() -> working.contains("first"));
        CountDownLatch suspect = job("suspect", true);
        waits();
        CountDownLatch later = job("later", false);
        waits();
        assertThat(working).containsExactly("first");

        first.countDown();
        await().until(() -> working.contains("suspect"));
        assertThat(working).containsExactly("suspect");

        suspect.countDown();
        await().until(() -> working.contains("later"));
        assertThat(working).containsExactly("later");
        later.countDown();
    }

    @Test
    void rule11_twoLastAttemptsRunOneAfterTheOther() {
        CountDownLatch a = job("a", true);
        await().until(() -> working.contains("a"));
        CountDownLatch b = job("b", true);
        waits();
        assertThat(working).containsExactly("a");

        a.countDown();
        await().until(() -> working.contains("b"));
        assertThat(working).containsExactly("b");
        b.countDown();
    }

    @Test
    void whoIsCutWhileWaitingLeavesTheOthersAlone() {
        CountDownLatch first = job("first", false);
        await().until(() -> working.contains("first"));
        job("suspect", true);
        waits();

        threads.getLast().interrupt();
        await().until(() -> working.contains("suspect was cut"));
        CountDownLatch later = job("later", false);
        await().until(() -> working.contains("later"));
        first.countDown();
        later.countDown();
    }
}
