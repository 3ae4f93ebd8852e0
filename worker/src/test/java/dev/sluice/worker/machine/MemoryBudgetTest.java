package dev.sluice.worker.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

@Timeout(300)
class MemoryBudgetTest {
    private static final long PAGE = 4096;

    private final MemoryBudget budget = new MemoryBudget(10 * PAGE);
    private final List<String> holding = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private CountDownLatch job(String name, long pages) {
        CountDownLatch end = new CountDownLatch(1);
        threads.add(
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (MemoryBudget.Share share =
                                            budget.acquire(pages * PAGE - 1)) {
                                        holding.add(name);
                                        end.await();
                                    } catch (InterruptedException e) {
                                        holding.add(name + " was cut");
                                    }
                                }));
        return end;
    }

    private void waits() {
        Thread last = threads.getLast();
        await().until(() -> last.getState() == Thread.State.WAITING);
    }

    private void holds(String name) {
        await().until(() -> holding.contains(name));
    }

    @Test
    void rule17_aSmallJobDoesNotOvertakeALargeOneThatWaits() {
        CountDownLatch first = job("first", 6);
        holds("first");
        CountDownLatch large = job("large", 8);
        waits();
        CountDownLatch small = job("small", 3); // it would fit beside the first, not the large one
        waits();
        assertThat(holding).containsExactly("first");

        first.countDown();
        holds("large");
        assertThat(holding).containsExactly("first", "large");
        large.countDown();
        holds("small");
        small.countDown();
        await().until(() -> budget.used() == 0);
    }

    @Test
    void rule17_aJobLargerThanTheBudgetTakesAllOfIt() throws InterruptedException {
        CountDownLatch first = job("first", 1);
        holds("first");
        CountDownLatch huge = job("huge", 1_000_000_000);
        waits();

        first.countDown();
        holds("huge");
        assertThat(budget.used()).isEqualTo(10 * PAGE);
        huge.countDown();
        await().until(() -> budget.used() == 0);
    }

    @Test
    void rule17_aShareIsReleasedOnce() throws InterruptedException {
        MemoryBudget.Share one = budget.acquire(3 * PAGE - 1);
        MemoryBudget.Share other = budget.acquire(2 * PAGE - 1);
        assertThat(budget.used()).isEqualTo(5 * PAGE);

        one.close();
        one.close();

        assertThat(budget.used()).isEqualTo(2 * PAGE);
        other.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void whoIsCutWhileWaitingTakesNothing() {
        CountDownLatch first = job("first", 10);
        holds("first");
        job("second", 1);
        waits();

        threads.getLast().interrupt();
        holds("second was cut");
        first.countDown();
        await().until(() -> budget.used() == 0);
    }

    @Test
    void evenNothingTakesAPage() throws InterruptedException {
        try (MemoryBudget.Share share = new MemoryBudget(1).acquire(0)) {
            assertThat(share).isNotNull();
        }
        try (MemoryBudget.Share share = budget.acquire(0)) {
            assertThat(share).isNotNull();
            assertThat(budget.used()).isEqualTo(PAGE);
        }
    }
}
