package dev.sluice.worker.model;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.model.BatchQueue.Item;
import dev.sluice.worker.model.Runner.RunFailed;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One model instance and the thread that runs it. Calls of many jobs join batches; a batch that
 * fails is bisected, so that only an item that fails alone is refused, and only after the warm-up
 * input has shown that the model itself is in order (RULES 14).
 */
public final class Batcher {
    private static final Logger log = LoggerFactory.getLogger(Batcher.class);

    /**
     * What is batched.
     *
     * @param name for threads and messages
     * @param limits when a batch starts
     * @param warmUp an input on which a healthy model cannot fail
     */
    public record Kind(String name, Batch limits, Map<String, Tensor> warmUp) {
        public Kind {
            warmUp = Map.copyOf(warmUp);
        }
    }

    private final String name;
    private final Batch limits;
    private final Runner runner;
    private final Turns turns;
    private final Map<String, Tensor> warmUp;
    private final Consumer<String> onBroken;
    private final Ticker ticker;
    private final BatchQueue queue;
    private final UseMeter use;
    private final Runs runs;
    private final ModelHealth health = new ModelHealth();
    private final Thread thread;
    private volatile @Nullable ModelBroken broken;

    /**
     * @param runner is closed with this
     * @param turns shared by the models that may not run at the same time
     * @param onBroken told once, with the reason, when the model is out of order
     */
    public Batcher(
            Kind kind, Runner runner, Turns turns, Consumer<String> onBroken, Ticker ticker) {
        this.name = kind.name();
        this.limits = kind.limits();
        this.runner = runner;
        this.turns = turns;
        this.warmUp = kind.warmUp();
        this.onBroken = onBroken;
        this.ticker = ticker;
        this.queue = new BatchQueue(limits, ticker);
        this.use = new UseMeter(limits.max(), ticker);
        this.runs = new Runs(runner, turns, use, ticker);
        this.thread = Thread.ofPlatform().name("model-" + name + "-0").unstarted(this::run);
    }

    /** As below, without probes. */
    public void start() {
        var _ = start(List.of());
    }

    /**
     * Runs the warm-up input, alone and as a full batch, then takes calls.
     *
     * @param probes further inputs that it runs alone; a healthy model may refuse them
     * @return what the model answered to the warm-up input, and to each probe that it did not
     *     refuse
     * @throws ModelBroken if the warm-up input fails
     */
    public List<Map<String, Tensor>> start(List<Map<String, Tensor>> probes) {
        List<Map<String, Tensor>> answers = new ArrayList<>();
        try {
            answers.addAll(runs.run(List.of(warmUp)));
            runs.run(Collections.nCopies(limits.max(), warmUp));
            for (Map<String, Tensor> probe : probes) {
                try {
                    answers.addAll(runs.run(List.of(probe)));
                } catch (RunFailed e) {
                    log.warn(
                            "model {} has no answer to one of its test inputs: {}",
                            name,
                            e.getMessage());
                }
            }
        } catch (RunFailed | RuntimeException e) {
            throw new ModelBroken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelBroken(e);
        }
        thread.start();
        return answers;
    }

    /** For people: the pipeline's, and the model's where it has several. */
    public String name() {
        return name;
    }

    /** Announces messages that will call this model. */
    public void expect(int messages) {
        queue.expect(messages);
    }

    /**
     * The model as one announced message sees it.
     *
     * @param alone whether its items run in batches of one
     */
    public JobModel forJob(boolean alone) {
        return new JobModel(queue, alone, ticker);
    }

    /** Announced messages that have not made their last call, without those that wait in one. */
    int onTheWay() {
        return queue.onTheWay();
    }

    /** Whether a batch is running. */
    boolean busy() {
        return use.runningSince() != UseMeter.IDLE;
    }

    public ModelHealth health() {
        return health;
    }

    /** How the model was used so far. */
    public ModelUse use() {
        return use.look();
    }

    /** As {@link #use}, for one more reader: the longest wait stays for the next look. */
    public ModelUse glance() {
        return use.glance();
    }

    private void run() {
        try {
            while (queue.awaitReady()) {
                turns.take(); // and only then the batch, for it fills up in the meantime
                List<Item> batch = queue.takeNext();
                use.taken(batch);
                if (!batch.isEmpty()) {
                    bisect(batch);
                }
                turns.end();
            }
        } catch (InterruptedException e) {
            log.trace("{} was stopped", thread.getName());
        } catch (Throwable e) {
            ModelBroken bug = new ModelBroken(e);
            breakDown(bug);
            queue.failAll(bug);
        } finally {
            turns.end();
        }
    }

    /** Runs a batch; where it fails, each half on its own, in a turn of its own. */
    private void bisect(List<Item> batch) throws InterruptedException {
        ModelBroken reason = broken;
        if (reason != null) {
            batch.forEach(item -> item.call.fail(reason));
            return;
        }
        try {
            List<Map<String, Tensor>> outputs =
                    runs.run(
                            batch.stream().map(item -> item.inputs).toList(),
                            (i, answer) -> answered(batch.get(i), answer));
            use.succeeded(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                answered(batch.get(i), outputs.get(i));
            }
        } catch (RunFailed e) {
            List<Item> left = batch.stream().filter(item -> !item.call.has(item.index)).toList();
            use.succeeded(batch.size() - left.size());
            if (e.outOfMemory()) {
                queue.halve(batch.getFirst().shape, batch.size());
            }
            if (batch.size() == 1) {
                failedAlone(batch.getFirst(), e);
            } else if (runs.overdue()) {
                // halves would take as long again; each comes back and runs alone
                left.forEach(item -> item.call.fail(new RunTooLong(false, e)));
            } else {
                int half = left.size() / 2;
                if (half > 0) {
                    bisect(left.subList(0, half));
                }
                bisect(left.subList(half, left.size()));
            }
        } catch (RuntimeException | Error e) { // a bug: still nobody may wait for ever
            ModelBroken bug = new ModelBroken(e);
            breakDown(bug);
            batch.forEach(item -> item.call.fail(bug));
        }
    }

    private void answered(Item item, Map<String, Tensor> answer) {
        health.ran();
        item.call.complete(item.index, answer);
    }

    private void failedAlone(Item item, RunFailed cause) throws InterruptedException {
        ModelFailure failure =
                runs.overdue()
                        ? new RunTooLong(true, cause)
                        : new ModelFailure(
                                String.valueOf(cause.getMessage()), cause, health.proven());
        Optional<String> sick = health.failed();
        try {
            runs.run(List.of(warmUp));
        } catch (RunFailed | RuntimeException e) {
            sick = Optional.of("its warm-up input fails too: " + e.getMessage());
        }
        if (sick.isPresent()) {
            ModelBroken reason = new ModelBroken(sick.get());
            breakDown(reason);
            item.call.fail(reason);
        } else {
            item.call
                    .job()
                    .run(
                            () ->
                                    log.warn(
                                            "model {} failed on one item alone: {}",
                                            name,
                                            failure.getMessage()));
            item.call.fail(failure);
        }
    }

    private void breakDown(ModelBroken reason) {
        if (broken == null) {
            broken = reason;
            health.broke();
            onBroken.accept("model " + name + " is broken: " + reason.getMessage());
        }
    }

    /**
     * Looks whether a run hangs; a clock thread calls it regularly. One that takes longer than the
     * limit is asked to end; one that does not end then breaks the worker.
     *
     * @param limit for each item of the batch, whose runs may follow one another
     * @return true if the run does not end even so: the process must be halted
     */
    public boolean hangs(Duration limit) {
        Optional<Duration> allowed = runs.hanging(limit);
        allowed.ifPresent(
                time ->
                        breakDown(
                                new ModelBroken(
                                        "a run takes longer than " + time + " and does not end")));
        return allowed.isPresent();
    }

    /**
     * Runs what waits, then ends the thread and frees the model. A run that does not end in time is
     * told to, and what waits then, for its turn too, is not run; its callers have been interrupted
     * before. A model that runs even then is left alone, for freeing it would crash.
     *
     * @param atMost longest wait for what runs, and again after telling it to end
     */
    public void close(Duration atMost) throws InterruptedException {
        queue.close();
        if (thread.getState() != Thread.State.NEW && !thread.join(atMost)) {
            runner.terminate();
            thread.interrupt();
            thread.join(atMost);
        }
        if (!thread.isAlive()) {
            runner.close();
        }
    }
}
