package dev.sluice.ops.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.deploy.config.InstanceType;
import dev.sluice.ops.deploy.config.InstanceTypes;
import dev.sluice.ops.plan.simulated.JobCost;
import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.config.TextFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads what a worker does: from a benchmark's file, or as numbers. */
final class WorkerReader {
    /** What a worker holds in hand, in batches; see docs/pipelines.md. */
    private static final int BATCHES_IN_HAND = 6;

    private static final int LEAST_IN_HAND = 64;

    /**
     * Fetch, decode, model, results, row, delete; assumed, as requests of S3 take tens of these.
     */
    private static final double HELD_MS = 100;

    private static final double MOST_PER_SECOND = 1e5;
    private static final double HOUR_MS = 3.6e6;

    private final InstanceTypes types;
    private final Path folder;

    /**
     * @param folder which files of benchmarks are relative to
     */
    WorkerReader(InstanceTypes types, Path folder) {
        this.types = types;
        this.folder = folder;
    }

    /** What a file or a person says of a speed. */
    private record Speed(JobCost cost, String source) {}

    /** Empty, with problems noted, if it is not usable. */
    Optional<Worker> read(String type, Section yaml) {
        Optional<Speed> speed = yaml.optionalText("bench").isPresent() ? bench(yaml) : said(yaml);
        double listed = types.named(type).map(InstanceType::dollars).orElse(0.0);
        double dollars = yaml.decimal("dollarsPerHour", listed, 0.001, 1000);
        if (dollars == 0) {
            yaml.problem(
                    "dollarsPerHour",
                    "is required, for the list of %s has no %s%s"
                            .formatted(
                                    InstanceTypes.date(),
                                    type,
                                    Nearest.to(type, types.names())
                                            .map(near -> "; did you mean \"" + near + "\"?")
                                            .orElse("")));
        }
        yaml.done();
        return dollars == 0
                ? Optional.empty()
                : speed.map(s -> new Worker(type, s.cost, s.source, dollars));
    }

    /** {@code jobsPerSecond}, or {@code fixedMs}, {@code perJobMs} and {@code batch}. */
    private static Optional<Speed> said(Section yaml) {
        double fixed = yaml.decimal("fixedMs", 0, 0, HOUR_MS);
        double perJob = yaml.decimal("perJobMs", 0, 0, HOUR_MS);
        double rate = yaml.decimal("jobsPerSecond", 0, 0, MOST_PER_SECOND);
        int batch = yaml.integer("batch", 1, 1, 1024);
        int permits =
                yaml.integer(
                        "permits", Math.max(LEAST_IN_HAND, BATCHES_IN_HAND * batch), 1, 10_000);
        if (permits < batch) {
            yaml.problem("permits", "%d must be a batch at least, %d".formatted(permits, batch));
            permits = batch;
        }
        double held = held(yaml);
        String source = yaml.text("source", "as given");
        if ((perJob > 0) == (rate > 0)) {
            yaml.problem(
                    "jobsPerSecond",
                    "must say what a busy worker does: it alone; or perJobMs (with fixedMs of a"
                            + " batch, and batch); or bench, a file of ops/sluice bench --json");
            return Optional.empty();
        }
        return Optional.of(
                rate > 0
                        ? new Speed(new JobCost(0, 1 / rate, 1, permits, held), source)
                        : new Speed(
                                new JobCost(fixed / 1e3, perJob / 1e3, batch, permits, held),
                                source));
    }

    private static double held(Section yaml) {
        return yaml.decimal("heldMs", HELD_MS, 0, HOUR_MS) / 1e3;
    }

    /** What a worker did when its queue was full: {@code ceiling.picturesPerSecond}. */
    private Optional<Speed> bench(Section yaml) {
        String file = yaml.text("bench");
        try {
            JsonNode bench = new ObjectMapper().readTree(TextFile.read(folder.resolve(file)));
            double rate = bench.path("ceiling").path("picturesPerSecond").asDouble();
            if (rate > 0 && rate <= MOST_PER_SECOND) {
                String source =
                        "measured by bench on \"%s\", %s"
                                .formatted(
                                        bench.path("machine").asText(),
                                        bench.path("date").asText());
                return Optional.of(
                        new Speed(new JobCost(0, 1 / rate, 1, LEAST_IN_HAND, held(yaml)), source));
            }
            yaml.problem(
                    "bench",
                    file
                            + " has no ceiling.picturesPerSecond; make it with ops/sluice bench"
                            + " ceiling --json FILE on that instance type");
        } catch (JsonProcessingException e) {
            yaml.problem("bench", file + " is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            yaml.problem("bench", file + " cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }
}
