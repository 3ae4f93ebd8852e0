package dev.sluice.ops.bench.feed;

import java.time.Duration;
import java.util.Map;

/**
 * A worker's CPU by what it did, in milliseconds a picture.
 *
 * @param decode decoding and making the model's input: the pool of platform threads
 * @param calls to S3 and DynamoDB, and all else on virtual threads
 * @param queue receiving and deleting
 * @param jvm compilers and collectors
 */
record Cores(double decode, double calls, double queue, double jvm) {
    /** Of three calls a job makes on its virtual thread, one reads and two write. */
    private static final double READS = 1.0 / 3;

    /** Receives are about as many as deletes, ten messages each. */
    private static final double RECEIVES = 0.5;

    static Cores of(Map<String, Duration> byThread, long pictures) {
        double decode = 0;
        double calls = 0;
        double queue = 0;
        double jvm = 0;
        for (Map.Entry<String, Duration> thread : byThread.entrySet()) {
            double millis = thread.getValue().toNanos() / 1e6 / pictures;
            String name = thread.getKey();
            if (name.equals("cpu")) {
                decode += millis;
            } else if (name.startsWith("forkjoinpool")) {
                calls += millis;
            } else if (name.startsWith("poll-") || name.startsWith("deletes-")) {
                queue += millis;
            } else {
                jvm += millis;
            }
        }
        return new Cores(decode, calls, queue, jvm);
    }

    double fetch() {
        return calls * READS + queue * RECEIVES;
    }

    double write() {
        return calls * (1 - READS) + queue * (1 - RECEIVES);
    }
}
