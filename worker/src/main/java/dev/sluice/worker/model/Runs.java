package dev.sluice.worker.model;

import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.model.Runner.RunFailed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runs of one model, one after the other: each in its turn, measured, ended if it takes too
 * long, and refused if what comes out is no number.
 */
final class Runs {
    /** How long a terminated run may take to end before the worker gives up on it (RULES 15). */
    private static final Duration TERMINATION = Duration.ofSeconds(5);

    private final Runner runner;
    private final Turns turns;
    private final UseMeter use;
    private final Ticker ticker;

    /** Whether the run in progress, or the last one, was told to end, since it took too long. */
    private volatile boolean overdue;

    Runs(Runner runner, Turns turns, UseMeter use, Ticker ticker) {
        this.runner = runner;
        this.turns = turns;
        this.use = use;
        this.ticker = ticker;
    }

    /** As below, all answers at the end. */
    List<Map<String, Tensor>> run(List<Map<String, Tensor>> inputs)
            throws RunFailed, InterruptedException {
        return run(inputs, (_, _) -> {});
    }

    /**
     * One run in one turn, which ends with it.
     *
     * @param early is told of answers that were there before the end
     */
    List<Map<String, Tensor>> run(List<Map<String, Tensor>> inputs, Runner.Early early)
            throws RunFailed, InterruptedException {
        List<Map<String, Tensor>> outputs;
        boolean[] checked = new boolean[inputs.size()]; // each by one thread, which the run awaits
        turns.take();
        try {
            begin(inputs.size());
            outputs =
                    runner.run(
                            inputs,
                            (item, answer) -> {
                                check(answer);
                                checked[item] = true;
                                early.ended(item, answer);
                            });
        } finally {
            use.runEnded();
            turns.end();
        }
        for (int i = 0; i < checked.length; i++) {
            if (!checked[i]) {
                check(outputs.get(i));
            }
        }
        return outputs;
    }

    private static void check(Map<String, Tensor> answer) throws RunFailed {
        for (Map.Entry<String, Tensor> output : answer.entrySet()) {
            Optional<Float> odd = output.getValue().notFinite();
            if (odd.isPresent()) {
                String message = "its output \"%s\" holds %s".formatted(output.getKey(), odd.get());
                throw new RunFailed(message, new ArithmeticException(message), false);
            }
        }
    }

    private synchronized void begin(int items) {
        overdue = false;
        use.runBegins(items);
    }

    boolean overdue() {
        return overdue;
    }

    /**
     * Tells a run that takes too long to end.
     *
     * @param limit for each item of the batch, whose runs may follow one another
     * @return what it was allowed if it does not end even so
     */
    synchronized Optional<Duration> hanging(Duration limit) { // no other run begins meanwhile
        long since = use.runningSince();
        if (since == UseMeter.IDLE) {
            return Optional.empty();
        }
        long ran = ticker.nanos() - since;
        Duration allowed = limit.multipliedBy(Math.max(1, use.running()));
        if (ran > allowed.toNanos()) {
            overdue = true;
            runner.terminate();
        }
        return ran > allowed.plus(TERMINATION).toNanos() ? Optional.of(allowed) : Optional.empty();
    }
}
