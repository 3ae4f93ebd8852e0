package dev.sluice.ops.bench.feed;

import java.util.Locale;

/**
 * What keeps a worker from settling more pictures a second, and how one knows.
 *
 * @param reason the figures that tell
 */
record Limit(By by, String reason) {
    /** The parts of a picture's way. */
    enum By {
        FETCH,
        DECODE,
        ACCELERATOR,
        WRITE;

        /** As it stands in {@code bench.json}. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Shares of the machine's cores in use, 0 to 1.
     *
     * @param all by everything on it
     * @param worker by the worker; most of the rest is the emulators', which on AWS run elsewhere
     */
    record Machine(double all, double worker) {}

    /** From this share of its most on, a thing counts as used up. */
    private static final double USED_UP = 0.9;

    /**
     * Finds it: the accelerator if it does about as much as it can; else the cores if the machine
     * has none left, and of what the worker does the part that costs it most CPU; else the stage
     * that holds most permits, for then waiting is all that happens.
     *
     * @param accelerator pictures/s over what it could take in full batches, 0 to 1
     * @param machine what of its cores is in use
     */
    static Limit of(double accelerator, Machine machine, Cores cpu, Stages stages) {
        double cores = machine.all();
        if (accelerator >= USED_UP) {
            return new Limit(
                    By.ACCELERATOR,
                    say("the accelerator does %.0f %% of what it can", 100 * accelerator));
        }
        if (cores >= USED_UP) {
            return new Limit(
                    largest(cpu.fetch(), cpu.decode(), 0, cpu.write()),
                    say(
                            "%.0f %% of the machine's cores are in use (%.0f %% by the worker),"
                                    + " the accelerator does %.0f %% of what it can; CPU-ms a"
                                    + " picture: fetch %.2f, decode %.2f, write %.2f",
                            100 * cores,
                            100 * machine.worker(),
                            100 * accelerator,
                            cpu.fetch(),
                            cpu.decode(),
                            cpu.write()));
        }
        return new Limit(
                largest(stages.fetch(), stages.decode(), stages.model(), stages.write()),
                say(
                        "neither cores (%.0f %%) nor accelerator (%.0f %%) are used up; a permit"
                                + " is held %.0f ms for fetch, %.0f decode, %.0f model, %.0f write",
                        100 * cores,
                        100 * accelerator,
                        stages.fetch(),
                        stages.decode(),
                        stages.model(),
                        stages.write()));
    }

    private static By largest(double fetch, double decode, double accelerator, double write) {
        double most = Math.max(Math.max(fetch, decode), Math.max(accelerator, write));
        if (most == decode) {
            return By.DECODE;
        }
        if (most == accelerator) {
            return By.ACCELERATOR;
        }
        return most == fetch ? By.FETCH : By.WRITE;
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency more
    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
