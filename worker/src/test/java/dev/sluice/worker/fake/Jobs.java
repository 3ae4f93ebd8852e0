package dev.sluice.worker.fake;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.pipeline.Pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One pipeline, {@code cats}, and its jobs. */
public final class Jobs {
    public static final Map<String, String> IDS =
            Map.of("customerID", "acme", "imageID", "tom", "extension", "jpg");
    public static final String KEY = "acme/cats/tom.jpg";
    public static final Generation GENERATION =
            Generation.of(Optional.of("AB"), Instant.ofEpochMilli(7));

    private Jobs() {}

    /** Up to three attempts, a time-out of 30 s, a lease of 60 s, results with a picture. */
    public static Pipeline pipeline() {
        return new Pipeline(
                "cats",
                new KeyPattern("{customerID}/cats/{imageID}.{jpg|png}"),
                new KeyPattern("{imageID}"),
                "test",
                new Pipeline.ModelFile(
                        "model.onnx", "1", new Pipeline.Batch(8, Duration.ofMillis(5))),
                new Pipeline.Limits(50_000_000, 40_000_000, 12, 3, Duration.ofSeconds(30)),
                Duration.ofSeconds(60),
                Duration.ofDays(365),
                Map.of(),
                new Pipeline.Output(
                        new KeyPattern("{customerID}/result/{imageID}"), true, Pipeline.Rows.ALL),
                Map.of(),
                Map.of(),
                Path.of("."));
    }

    public static Job job() {
        return new Job(
                "cats",
                "1",
                "acme",
                "tom",
                "tom",
                "uploads",
                KEY,
                "e",
                Optional.empty(),
                100,
                GENERATION,
                Instant.ofEpochMilli(7));
    }
}
