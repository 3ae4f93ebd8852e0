package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.config.Dispatcher;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.template.Bill.Line;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a million uploads cost beside what stands, if each pipeline gets as many: as docs/aws.md
 * counts. The workers' time is not in it, for nobody has measured their jobs here; {@code
 * ops/sluice plan} has it.
 */
final class UploadCosts {
    /** Messages in one call, and records in one invocation, when much is uploaded. */
    private static final double TENS = 10;

    private static final int SMALL = 1024;

    private final FleetConfig config;
    private final Prices prices = Prices.shipped();
    private final StandingPrices standing = StandingPrices.shipped();

    UploadCosts(FleetConfig config) {
        this.config = config;
    }

    Bill bill() {
        List<Line> lines = new ArrayList<>();
        double objects = mean(UploadCosts::objects);
        lines.add(
                line(
                        "Results in S3",
                        objects * price("s3.PutObject"),
                        "%s objects for each upload, on average of the pipelines"
                                .formatted(Figures.plain(objects))));
        lines.add(line("Reading uploads", price("s3.GetObject"), "once each"));
        double writes = mean(UploadCosts::writes) * (1 + config.storage().indexes().size());
        lines.add(
                line(
                        "Rows in DynamoDB",
                        writes * price("dynamodb.writeUnits"),
                        "%s write units for each upload".formatted(Figures.plain(writes))));
        double sends = price("sqs.SendMessage");
        lines.add(
                line(
                        "Events and jobs in SQS",
                        price("s3.eventsOfUploads") + 5 * sends / TENS,
                        "S3 sends one by one; the rest goes in tens"));
        if (!config.storage().two()) {
            lines.add(
                    line(
                            "Events of results",
                            objects * (price("s3.eventsOfResults") + 2 * sends / TENS),
                            "for results lie in the bucket of uploads; resultBucketName saves it"));
        }
        if (config.dispatcher() instanceof Dispatcher.Lambda lambda) {
            double events = config.storage().two() ? 1 : 1 + objects;
            double seconds = prices.assumptions().getOrDefault("lambda.secondsPerInvocation", 0d);
            double invocation =
                    price("lambda.requests")
                            + seconds
                                    * lambda.memory()
                                    / SMALL
                                    * standing.of("lambdaGigabyteSecondsArm");
            lines.add(
                    line(
                            "Dispatcher's invocations",
                            events * invocation / TENS,
                            "ten events each, %s s with %d MB (assumed)"
                                    .formatted(Figures.plain(seconds), lambda.memory())));
        }
        if (config.security().ownKey()) {
            double requests = prices.assumptions().getOrDefault("kms.requestsPerObjectRequest", 0d);
            lines.add(
                    line(
                            "Requests to KMS",
                            (1 + objects) * requests * price("kms.requests"),
                            "bucket keys save 99 of 100 (assumed); queues and tables reuse"
                                    + " theirs"));
        }
        return new Bill(lines);
    }

    private double mean(ToDoubleFunction<Pipeline> figure) {
        return config.models().pipelines().all().stream().mapToDouble(figure).average().orElse(0);
    }

    /** A pack's part of a PUT is a fraction of a hundredth. */
    private static double objects(Pipeline pipeline) {
        Output output = pipeline.output();
        Output.Documents documents = output.documents();
        double document =
                switch (documents.results()) {
                    case OBJECT -> 1;
                    case PACKED -> 1d / documents.pack().lines();
                };
        return document + output.artifacts().size();
    }

    private static double writes(Pipeline pipeline) {
        return switch (pipeline.output().rows()) {
            case ALL -> 2;
            case COMPLETED_ONLY -> 1;
        };
    }

    /** Dollars a million. */
    private double price(String name) {
        return prices.perMillion().getOrDefault(name, 0d);
    }

    private static Line line(String what, double perMillion, String how) {
        return new Line(what, 0, perMillion, how);
    }
}
