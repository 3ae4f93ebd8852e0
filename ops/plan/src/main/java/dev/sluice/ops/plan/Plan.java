package dev.sluice.ops.plan;

import dev.sluice.ops.deploy.config.InstanceTypes;
import dev.sluice.ops.deploy.scaling.Scaling;
import dev.sluice.ops.plan.load.History;
import dev.sluice.ops.plan.load.Load;
import dev.sluice.ops.plan.load.Shape;
import dev.sluice.ops.plan.simulated.Machines;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be simulated.
 *
 * @param workers that may be had, at least one
 * @param scaling of a pool with one pipeline, as {@code fleet.yaml} has it
 * @param spotPrice of a machine, as part of its price on demand
 * @param goal what 99 of 100 jobs are to wait at most
 * @param seed of all that is random
 */
public record Plan(
        Load load,
        List<Worker> workers,
        Scaling scaling,
        Machines machines,
        double spotPrice,
        Duration goal,
        long seed) {
    private static final String PIPELINE = "jobs";
    private static final double MONTH_DAYS = 730 / 24.0;

    /** A simulation of more takes minutes. */
    private static final double MOST_JOBS = 3e8;

    public Plan {
        workers = List.copyOf(workers);
    }

    /**
     * Reads it and notes every problem in it.
     *
     * <pre>{@code
     * load: {jobsPerDay: 1000000, shape: office, days: 1}   # or {history: history.csv}
     * workers:
     *   g6.xlarge: {bench: bench-g6.json}
     *   g6f.xlarge: {fixedMs: 10.4, perJobMs: 1.3, batch: 32, source: "where it is from"}
     *   c7a.large: {jobsPerSecond: 117, dollarsPerHour: 0.1}
     * goal: 60s
     * boot: 150s
     * spot: {share: 0.8, onDemand: 1, price: 0.4, interruptionsPerMonth: 0.2}
     * scaling: {min: 0, max: 10, backlog: 30s}
     * }</pre>
     *
     * @param folder which files that it names are relative to
     * @param deployed how the pool scales, if another file says so
     */
    public static Plan read(
            Section yaml, Path folder, Optional<Scaling> deployed, Problems problems) {
        Scaling said = Scaling.read(yaml.section("scaling"), List.of(PIPELINE));
        Scaling scaling = deployed.orElse(said);
        List<Worker> workers = workers(yaml, folder);
        if (yaml.section("workers").isEmpty()) {
            yaml.problem(
                    "workers",
                    "must say for one instance type at least what a worker does there; measure it"
                            + " there with ops/sluice bench ceiling --json FILE");
        }
        Duration warmUp = scaling.timing().warmUp();
        Duration boot = yaml.duration("boot", warmUp, Duration.ofSeconds(1), Duration.ofHours(1));
        Plan plan =
                new Plan(
                        load(yaml.section("load"), folder, problems),
                        workers,
                        scaling,
                        new Machines(boot, 0, 0, 0),
                        1,
                        yaml.duration(
                                "goal",
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(1),
                                Duration.ofHours(12)),
                        yaml.integer("seed", 1, 0, Integer.MAX_VALUE));
        Plan withSpot = plan.withSpot(yaml.section("spot"));
        yaml.done();
        return withSpot;
    }

    private static List<Worker> workers(Section yaml, Path folder) {
        Section section = yaml.section("workers");
        WorkerReader reader = new WorkerReader(InstanceTypes.shipped(), folder);
        List<Worker> workers = new ArrayList<>();
        for (String type : section.all().keySet()) {
            reader.read(type, section.section(type)).ifPresent(workers::add);
        }
        return workers;
    }

    private static Load load(Section yaml, Path folder, Problems problems) {
        Shape shape = yaml.choice("shape", Shape.class, Shape.OFFICE);
        int perDay = yaml.integer("jobsPerDay", 100_000, 1, 1_000_000_000);
        int days = yaml.integer("days", 1, 1, (int) Load.LONGEST.toDays());
        Load load =
                yaml.optionalText("history")
                        .map(file -> History.read(folder.resolve(file), problems))
                        .orElseGet(() -> shape.load(perDay, days, Instant.EPOCH));
        if (load.jobs() > MOST_JOBS) {
            yaml.problem(
                    "jobsPerDay",
                    "%.0f jobs in all must be no more than %.0f".formatted(load.jobs(), MOST_JOBS));
        }
        yaml.done();
        return load;
    }

    private Plan withSpot(Section yaml) {
        double share = yaml.decimal("share", 0, 0, 1);
        int onDemand = yaml.integer("onDemand", 0, 0, 1000);
        double price = yaml.decimal("price", 0, 0, 1);
        double interruptions = yaml.decimal("interruptionsPerMonth", 0, 0, 1000);
        if (share > 0 && price == 0) {
            yaml.problem(
                    "price",
                    "is required: part of the price on demand, such as 0.4; it changes by the hour"
                            + " and by zone, and no list has it");
        }
        yaml.done();
        return new Plan(
                load,
                workers,
                scaling,
                new Machines(machines.boot(), onDemand, share, interruptions / MONTH_DAYS),
                price,
                goal,
                seed);
    }
}
