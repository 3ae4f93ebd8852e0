package dev.sluice.ops.bench.fairness;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One message of the flood, or of those who meet it.
 *
 * @param at when it is sent, from the start
 */
record Upload(String customer, int number, Duration at) {
    static final String NOISY = "noisy";

    /** An image ID must have ten characters. */
    private static final int FIRST = 1_000_000_000;

    /** What is sent. */
    record Plan(int noisy, int customers, Duration every, Duration during) {
        /** In the order of sending; the same each time. */
        List<Upload> uploads() {
            List<Upload> uploads = new ArrayList<>();
            for (int i = 0; i < noisy; i++) {
                uploads.add(new Upload(NOISY, i, Duration.ZERO));
            }
            SplittableRandom random = new SplittableRandom(11);
            for (int customer = 0; customer < customers; customer++) {
                int number = 0;
                long at = random.nextLong(every.toNanos());
                while (at < during.toNanos()) {
                    uploads.add(new Upload("quiet-" + customer, number++, Duration.ofNanos(at)));
                    at += every.toNanos() / 2 + random.nextLong(every.toNanos());
                }
            }
            uploads.sort(Comparator.comparing(Upload::at));
            return uploads;
        }
    }

    String image() {
        return Integer.toString(FIRST + number);
    }

    /** Customer and image. */
    String name() {
        return customer + "/" + image();
    }

    String body(String pipeline) {
        return JobCodec.write(
                new Job(
                        new Job.Work(pipeline, "1"),
                        new RowKey(customer, image(), pipeline + "#" + image()),
                        new ObjectVersion(
                                "uploads",
                                "%s/%s/%s.jpg".formatted(customer, pipeline, image()),
                                "e",
                                Optional.empty(),
                                SimulatedS3.BYTES),
                        Generation.of(Optional.of("0A"), Instant.EPOCH)));
    }
}
