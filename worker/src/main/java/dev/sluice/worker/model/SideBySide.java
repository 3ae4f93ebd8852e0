package dev.sluice.worker.model;

import dev.sluice.shared.time.Ticker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model on the cores of a CPU: the items of a batch run side by side, each whole on one core.
 * Stacking them gains nothing there, for the caches hold one input's layers better than eight's,
 * and threads that share one run wait for one another at each of its hundred layers: together a
 * sixth of the CPU time (RATIONALE.md has the figures). Each answer is handed on at once, so that
 * its job goes on while the others run, and no core waits for the end of a batch. Runs of
 * microseconds follow one another on one thread: to wake a second one costs about as much as one.
 */
final class SideBySide implements Runner {
    /** Nanoseconds. To wake a thread and wait for it costs some 12,000 of CPU time, measured. */
    private static final long WORTH_A_THREAD = 100_000;

    private final List<OnnxModel> views;
    private final Ticker ticker;
    private final ExecutorService threads;

    /** What a run took last. */
    private volatile long took = Long.MAX_VALUE;

    /**
     * @param model takes part itself, and is closed with this
     * @param cores how many items run at the same time, at least 1
     */
    SideBySide(String name, OnnxModel model, int cores, Ticker ticker) {
        List<OnnxModel> all = new ArrayList<>(List.of(model));
        while (all.size() < cores) {
            all.add(model.view());
        }
        this.views = List.copyOf(all);
        this.ticker = ticker;
        this.threads =
                Executors.newFixedThreadPool(
                        Math.max(1, cores - 1),
                        Thread.ofPlatform().name("model-" + name + "-", 1).daemon().factory());
    }

    @Override
    public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
        return run(items, (_, _) -> {});
    }

    @Override
    public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items, Early early)
            throws RunFailed {
        AtomicInteger next = new AtomicInteger();
        List<Map<String, Tensor>> outputs = new ArrayList<>(items);
        while (took < WORTH_A_THREAD && next.get() < items.size()) {
            runOne(views.getFirst(), items, next.getAndIncrement(), outputs, early);
        }
        int left = items.size() - next.get();
        if (left == 0) {
            return outputs;
        }
        List<FutureTask<?>> parts = new ArrayList<>();
        for (OnnxModel view : views.subList(0, Math.min(views.size(), left))) {
            parts.add(
                    new FutureTask<>(
                            () -> {
                                runSome(view, items, next, outputs, early);
                                return null;
                            }));
        }
        parts.subList(1, parts.size()).forEach(threads::execute);
        parts.getFirst().run();
        awaitAll(parts);
        return outputs;
    }

    /** Until none is left; each thread fills places of its own. */
    private void runSome(
            OnnxModel view,
            List<Map<String, Tensor>> items,
            AtomicInteger next,
            List<Map<String, Tensor>> outputs,
            Early early)
            throws RunFailed {
        for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
            try {
                runOne(view, items, i, outputs, early);
            } catch (RunFailed | RuntimeException e) {
                next.set(items.size()); // the batch has failed; the rest need not run
                throw e;
            }
        }
    }

    private void runOne(
            OnnxModel view,
            List<Map<String, Tensor>> items,
            int i,
            List<Map<String, Tensor>> outputs,
            Early early)
            throws RunFailed {
        long begun = ticker.nanos();
        Map<String, Tensor> answer = view.run(items.subList(i, i + 1)).getFirst();
        took = ticker.nanos() - begun;
        outputs.set(i, answer);
        early.ended(i, answer);
    }

    /** Nothing native may go on when this returns, not even after an interruption. */
    private static void awaitAll(List<FutureTask<?>> parts) throws RunFailed {
        Throwable failure = null;
        boolean interrupted = false;
        for (int i = 0; i < parts.size(); ) {
            try {
                parts.get(i).get();
                i++;
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
                i++;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        switch (failure) {
            case null -> {}
            case RunFailed refused -> throw refused;
            case RuntimeException bug -> throw bug;
            case Error error -> throw error;
            default -> throw new IllegalStateException(failure);
        }
    }

    @Override
    public void terminate() {
        views.forEach(OnnxModel::terminate);
    }

    @Override
    public void close() {
        threads.shutdown();
        views.getFirst().close(); // the session, which the others share
    }
}
