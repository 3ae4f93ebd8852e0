package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.intake.VitalThreads;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

@Timeout(300)
class DeletesTest {
    private final Calls calls = new Calls();
    private final FakeSqs sqs = new FakeSqs(calls);
    private final Deletes deletes = new Deletes(Thread.ofPlatform(), sqs.queue());
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() throws InterruptedException {
        deletes.close(Duration.ofSeconds(10));
    }

    private CompletableFuture<Boolean> delete(int number) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        threads.add(
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        answer.complete(deletes.delete(FakeSqs.message(number)));
                                    } catch (InterruptedException e) {
                                        answer.completeExceptionally(e);
                                    }
                                }));
        return answer;
    }

    /** Deletes that all wait before the thread starts. */
    private List<CompletableFuture<Boolean>> waiting(int count) {
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(delete(i));
        }
        threads.forEach(thread -> await().until(() -> thread.getState() == Thread.State.WAITING));
        return answers;
    }

    @Test
    void deletesGoOutInTens() throws Exception {
        List<CompletableFuture<Boolean>> answers = waiting(23);

        deletes.start();

        for (CompletableFuture<Boolean> answer : answers) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(calls.all())
                .extracting(call -> call.split(" ").length - 1)
                .containsExactly(10, 10, 3);
    }

    @Test
    void rule09_aDeleteThatIsRefusedIsNotConfirmed() throws Exception {
        sqs.refuse("r1");
        List<CompletableFuture<Boolean>> answers = waiting(3);

        deletes.start();

        assertThat(answers.get(0).get()).isTrue();
        assertThat(answers.get(1).get()).isFalse();
        assertThat(answers.get(2).get()).isTrue();
    }

    @Test
    void rule09_aCallThatFailsConfirmsNothingAndTheNextOneWorks() throws Exception {
        calls.fail("delete", SdkClientException.create("no route to host"));
        deletes.start();
        assertThat(delete(1).get()).isFalse();

        calls.on("delete", () -> {});
        assertThat(delete(2).get()).isTrue();
    }

    @Test
    void rule09_aBugConfirmsNothingAndTheNextOneWorks() throws Exception {
        calls.fail("delete", new IllegalStateException("pool shut down"));
        deletes.start();
        assertThat(delete(1).get()).isFalse();

        calls.on("delete", () -> {});
        assertThat(delete(2).get()).isTrue();
    }

    @Test
    void anErrorThatEndsTheDeletesIsToldAndNobodyWaitsForThem() throws Exception {
        List<String> died = new CopyOnWriteArrayList<>();
        Deletes dying = new Deletes(new VitalThreads(died::add).named("deletes-cats"), sqs.queue());
        calls.on(
                "delete",
                () -> {
                    throw new NoClassDefFoundError("for a test");
                });
        dying.start();

        assertThat(dying.delete(FakeSqs.message(1))).isFalse();
        assertThat(dying.delete(FakeSqs.message(2))).isFalse();
        await().until(() -> died.size() == 1);
    }

    @Test
    void rule23_closingSendsWhatWaits() throws Exception {
        List<CompletableFuture<Boolean>> answers = waiting(12);
        deletes.start();

        deletes.close(Duration.ofSeconds(10));

        assertThat(calls.all()).hasSize(2);
        for (CompletableFuture<Boolean> answer : answers) {
            assertThat(answer.get()).isTrue();
        }
    }
}
