package dev.sluice.ops.cli.shell;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import org.jspecify.annotations.Nullable;

/**
 * How far a task is: a bar where a person looks, else a line at each quarter. Used by one thread.
 */
public final class Progress implements AutoCloseable {
    private static final int LINES = 4;

    private final Console console;
    private final String task;
    private final long total;
    private final @Nullable ProgressBar bar;
    private long done;

    private Progress(Console console, String task, long total, @Nullable ProgressBar bar) {
        this.console = console;
        this.task = task;
        this.total = total;
        this.bar = bar;
    }

    /**
     * Shows that nothing is done yet.
     *
     * @param total steps to take
     */
    public static Progress start(Console console, String task, long total) {
        if (!console.errTerminal()) {
            return new Progress(console, task, total, null);
        }
        ProgressBar bar =
                new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setUpdateIntervalMillis(100)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .hideEta()
                        .setConsumer(new ConsoleProgressBarConsumer(console.err()))
                        .build();
        return new Progress(console, task, total, bar);
    }

    /**
     * Shows how much is done.
     *
     * @param steps taken so far, in all
     */
    public void at(long steps) {
        if (bar != null) {
            bar.stepTo(steps);
        } else if (steps * LINES / Math.max(1, total) > done * LINES / Math.max(1, total)) {
            console.say("%s: %d of %d".formatted(task, steps, total));
        }
        done = steps;
    }

    /** Leaves the bar as it stands. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
