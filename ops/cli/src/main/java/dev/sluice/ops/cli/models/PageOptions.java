package dev.sluice.ops.cli.models;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.models.compare.ComparisonPage;
import dev.sluice.ops.models.compare.ComparisonPage.Title;
import dev.sluice.ops.models.compare.Pair;
import dev.sluice.ops.models.compare.Pairs;
import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.ops.models.trial.Sample;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.release.Lineup;
import dev.sluice.worker.model.OnnxRuntime;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a page that compares two versions is made of, and where it goes. */
final class PageOptions {
    private static final int PICTURES = 40;
    private static final int SHOWN = 12;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page here.")
    private @Nullable Path html;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Of the pictures in this folder, instead of the fleet's.")
    private @Nullable Path dir;

    @Option(
            names = "--customer",
            paramLabel = "C",
            description = "Of this customer's newest uploads, instead of all customers'.")
    private @Nullable String customer;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            description = "How many are done by both. Default: " + PICTURES + ".")
    private int count = PICTURES;

    @Option(
            names = "--core-hour",
            paramLabel = "DOLLARS",
            description =
                    "What an hour of one core costs, to show costs: an instance's price divided by"
                            + " its cores.")
    private @Nullable Double coreHour;

    boolean asked() {
        if (html == null && (dir != null || customer != null || coreHour != null)) {
            throw new UsageError("--dir, --customer and --core-hour are for a page: give --html");
        }
        if (dir != null && customer != null) {
            throw new UsageError("give either --dir or --customer");
        }
        if (count < 1) {
            throw new UsageError("--pictures: at least 1, not " + count);
        }
        return html != null;
    }

    /**
     * Does the pictures, and writes the page.
     *
     * @param told what the fleet has counted
     * @return a sentence
     */
    String write(Desk desk, Pipeline pipeline, String version, List<String> told)
            throws IOException, InterruptedException {
        Path file = html == null ? Path.of("report.html") : html;
        Optional<String> live =
                desk.table()
                        .lineups()
                        .all()
                        .getOrDefault(pipeline.name(), Lineup.FIRST)
                        .live()
                        .at(desk.clock().instant());
        Pipeline one = desk.store().fetch(pipeline, live);
        Pipeline two = desk.store().fetch(pipeline, desk.named(pipeline, version));
        Path fetched = Files.createTempDirectory("compared");
        try {
            List<Sample> pictures = pictures(desk, pipeline, fetched);
            OnnxRuntime runtime =
                    new OnnxRuntime(
                            desk.fleet().settings().gpu(),
                            Runtime.getRuntime().availableProcessors());
            try (Loaded before = Loaded.of(one, runtime);
                    Loaded after = Loaded.of(two, runtime)) {
                Pairs pairs = Pairs.of(before, after, pictures);
                Files.writeString(
                        file,
                        new ComparisonPage(
                                        new Title(pipeline.name(), one.version(), version),
                                        pairs,
                                        told,
                                        coreHour == null
                                                ? OptionalDouble.empty()
                                                : OptionalDouble.of(coreHour),
                                        SHOWN)
                                .html());
                return String.format(
                        Locale.ROOT,
                        "%d pictures, done by %s and %s here: %.1f %% of the answers are the same,"
                                + " confidences differ by %.3f on average, and a picture takes"
                                + " %.1f CPU-ms instead of %.1f. See %s",
                        pairs.all().size(),
                        one.version(),
                        version,
                        100 * pairs.agreement(),
                        pairs.shift(),
                        pairs.mean(Pair::otherCpu),
                        pairs.mean(Pair::liveCpu),
                        file);
            }
        } finally {
            UploadedPictures.delete(fetched);
        }
    }

    private List<Sample> pictures(Desk desk, Pipeline pipeline, Path into) throws IOException {
        if (dir != null && !Files.isDirectory(dir)) {
            throw new UsageError("--dir: there is no folder " + dir);
        }
        List<Sample> pictures =
                dir != null
                        ? Samples.in(dir).some(count)
                        : new UploadedPictures(desk.fleet(), pipeline)
                                .newest(Optional.ofNullable(customer), count, into);
        if (pictures.isEmpty()) {
            throw new UsageError(
                    dir != null
                            ? "--dir: there are no pictures in " + dir
                            : "the fleet has completed nothing of %s lately; give pictures by --dir"
                                    .formatted(pipeline.name()));
        }
        return pictures;
    }
}
