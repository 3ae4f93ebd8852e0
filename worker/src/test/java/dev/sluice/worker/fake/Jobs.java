package dev.sluice.worker.fake;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Release;
import dev.sluice.shared.pipeline.Stages;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One pipeline, {@code cats}, and its jobs. */
public final class Jobs {
    public static final Map<String, String> IDS =
            Map.of("customerID", "acme", "imageID", "tom", "extension", "jpg");
    public static final String KEY = "acme/cats/tom.jpg";
    public static final Generation GENERATION =
            Generation.of(Optional.of("AB"), Instant.ofEpochMilli(7));

    /** Of a later upload under the same key. */
    public static final Generation NEWER =
            Generation.of(Optional.of("AC"), Instant.ofEpochMilli(9));

    private Jobs() {}

    /** Up to three attempts, a time-out of 30 s, a lease of 60 s, results with a picture. */
    public static Pipeline pipeline() {
        return pipeline(List.of("result.jpg", "thumbnail.jpg"));
    }

    /** As the other, with these artifacts. */
    public static Pipeline pipeline(List<String> artifacts) {
        return new Pipeline(
                "cats",
                new KeyPattern("{customerID}/cats/{imageID}.{jpg|png}"),
                new KeyPattern("{imageID}"),
                false,
                "test",
                new Pipeline.Limits(
                        50_000_000, 3, Duration.ofSeconds(30), Optional.empty(), Map.of()),
                Duration.ofSeconds(60),
                Duration.ofDays(365),
                Map.of(),
                new Output(
                        new KeyPattern("{customerID}/result/{imageID}"),
                        artifacts,
                        List.of(),
                        Output.Rows.ALL,
                        new Output.Documents(
                                Output.Results.OBJECT,
                                new Output.Pack(50, 1_000_000, Duration.ofHours(1)))),
                release("1"),
                Stages.NONE);
    }

    /** A release of {@link #pipeline}. */
    public static Release release(String version) {
        return new Release(
                Map.of(
                        Pipeline.MODEL,
                        new Pipeline.ModelFile(
                                "model.onnx",
                                version,
                                new Pipeline.Batch(8, Duration.ofMillis(5)))),
                Map.of(),
                Map.of(),
                Path.of("."));
    }

    /**
     * As {@link #pipeline}, but packed.
     *
     * @param maxDelay so long that it never fires, unless a test is about it
     */
    public static Pipeline packed(int lines, long bytes, Duration maxDelay) {
        Pipeline cats = pipeline();
        Output output = cats.output();
        return new Pipeline(
                cats.name(),
                cats.match(),
                cats.row(),
                cats.removed(),
                cats.task(),
                cats.limits(),
                cats.lease(),
                cats.retention(),
                cats.ids(),
                new Output(
                        output.name(),
                        output.artifacts(),
                        output.attributes(),
                        output.rows(),
                        new Output.Documents(
                                Output.Results.PACKED, new Output.Pack(lines, bytes, maxDelay))),
                cats.release(),
                cats.stages());
    }

    /** As {@link #pipeline}, with so many jobs of a customer in work at the same time. */
    public static Pipeline perCustomer(int most) {
        Pipeline cats = pipeline();
        Pipeline.Limits limits = cats.limits();
        return new Pipeline(
                cats.name(),
                cats.match(),
                cats.row(),
                cats.removed(),
                cats.task(),
                new Pipeline.Limits(
                        limits.object(),
                        limits.attempts(),
                        limits.timeout(),
                        Optional.of(most),
                        limits.medium()),
                cats.lease(),
                cats.retention(),
                cats.ids(),
                cats.output(),
                cats.release(),
                cats.stages());
    }

    public static Job job() {
        return job("acme", "tom");
    }

    /** Of an object that is gone. */
    public static Job removed() {
        return new Job(
                new Job.Work("cats", "1", Job.Kind.REMOVED, Optional.empty(), Optional.empty()),
                job().row(),
                new ObjectVersion("uploads", KEY, "", Optional.empty(), 0),
                NEWER);
    }

    /** Of another customer or picture. */
    public static Job job(String customerID, String imageID) {
        return new Job(
                new Job.Work("cats", "1"),
                new RowKey(customerID, imageID, imageID),
                new ObjectVersion(
                        "uploads",
                        customerID + "/cats/" + imageID + ".jpg",
                        "e",
                        Optional.empty(),
                        1_000_000),
                GENERATION);
    }
}
