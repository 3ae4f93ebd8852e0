package dev.sluice.ops.dashboard.read;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Few calls at a time that wait for AWS. */
final class SideBySide {
    private SideBySide() {}

    /**
     * @return the answers in the items' order
     * @throws RuntimeException as one of them threw it
     */
    static <T, R> List<R> of(List<T> items, Function<T, R> call) {
        if (items.size() == 1) {
            return List.of(call.apply(items.getFirst()));
        }
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("dashboard-read-", 0).factory())) {
            List<Callable<R>> calls =
                    items.stream().<Callable<R>>map(item -> () -> call.apply(item)).toList();
            List<R> answers = new ArrayList<>();
            for (Future<R> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IllegalStateException("calls throw no checked exceptions", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
