package dev.sluice.ops.bench.simulated;

import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;

/** What keeps a worker from settling more pictures a second, and how one knows. */
record Limit(By by, String reason) {
    /** From this share of its most on, a thing counts as used up. */
    private static final double USED_UP = 0.9;

    /** The parts of a picture's way. */
    enum By {
        FETCH,
        DECODE,
        ACCELERATOR,
        WRITE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A worker's CPU by what it did, in milliseconds a picture.
     *
     * @param decode decoding and making the model's input: the pool of platform threads
     * @param calls to S3 and DynamoDB, and all else on virtual threads
     * @param queue receiving and deleting
     * @param jvm compilers and collectors
     */
    record Cores(double decode, double calls, double queue, double jvm) {
        static Cores of(Map<String, Duration> byThread, long pictures) {
            double[] millis = new double[4];
            byThread.forEach((name, cpu) -> millis[place(name)] += cpu.toNanos() / 1e6 / pictures);
            return new Cores(millis[0], millis[1], millis[2], millis[3]);
        }

        private static int place(String thread) {
            if (thread.equals("cpu")) {
                return 0;
            }
            if (thread.startsWith("forkjoinpool")) {
                return 1;
            }
            return thread.startsWith("poll-") || thread.startsWith("deletes-") ? 2 : 3;
        }

        /** Of three calls a job makes one reads; receives are about as many as deletes. */
        double fetch() {
            return calls / 3 + queue / 2;
        }

        double write() {
            return calls * 2 / 3 + queue / 2;
        }
    }

    /**
     * The accelerator if it does about as much as it can; else, if no cores are left, the part on
     * which the worker spends most CPU; else the stage that holds most permits.
     *
     * @param load pictures/s over what the accelerator could take in full batches, 0 to 1
     * @param coresBusy share of the machine's cores in use, by everything on it, 0 to 1
     */
    static Limit of(double load, double coresBusy, Cores cpu, Stages stages) {
        if (load >= USED_UP) {
            return new Limit(By.ACCELERATOR, "it does about what it can (load)");
        }
        if (coresBusy >= USED_UP) {
            return new Limit(
                    largest(cpu.fetch(), cpu.decode(), 0, cpu.write()),
                    "no cores are left (coresBusy), and the worker's do mostly this (cpuMs)");
        }
        return new Limit(
                largest(stages.fetch(), stages.decode(), stages.model(), stages.write()),
                "neither cores nor accelerator are used up; this holds most permits (stageMs)");
    }

    private static By largest(double fetch, double decode, double accelerator, double write) {
        Map<By, Double> amounts =
                Map.of(
                        By.FETCH,
                        fetch,
                        By.DECODE,
                        decode,
                        By.ACCELERATOR,
                        accelerator,
                        By.WRITE,
                        write);
        return Collections.max(amounts.entrySet(), Map.Entry.comparingByValue()).getKey();
    }
}
