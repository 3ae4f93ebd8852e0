package dev.sluice.ops.cli.plan;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.scaling.Scaling;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.plan.Plan;
import dev.sluice.ops.plan.PlanJson;
import dev.sluice.ops.plan.Planner;
import dev.sluice.ops.plan.Planner.Advice;
import dev.sluice.ops.plan.Plot;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.config.YamlFile;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Simulates a fleet before it is paid for. */
@Command(
        name = "plan",
        header = "Simulates a fleet's days: waits, machines, dollars. Recommends.",
        description = {
            "",
            "Plays a load against the scaling policies that deploy makes, and against three other"
                    + " ways to scale; needs no account. What is simulated and what is assumed is"
                    + " in docs/plan.md. The file says what comes, what jobs take of which instance"
                    + " type, and how the pool scales; options stand over it."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice plan --config ops/plan/examples/office.yaml --plot plan.png",
            "  ops/sluice plan --worker g6.xlarge=bench.json --jobs-per-day 1000000 --goal 60s",
            "  ops/sluice plan --fleet fleet.yaml --worker g6.xlarge=bench.json --history"
                    + " history.csv"
        })
public final class PlanCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Shell shell;

    @Option(names = "--config", paramLabel = "FILE", description = "See docs/plan.md.")
    private @Nullable Path config;

    @Option(
            names = "--fleet",
            paramLabel = "FLEET.yaml",
            description = "Scale as this file says, which deploy takes, too.")
    private @Nullable Path fleet;

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            description = "Of --fleet; may be left out if there is one.")
    private @Nullable String pool;

    @Option(
            names = "--history",
            paramLabel = "FILE.csv",
            description = "What a queue was sent, from CloudWatch: a time and a number a line.")
    private @Nullable Path history;

    @Option(names = "--jobs-per-day", paramLabel = "N", description = "Without a history.")
    private @Nullable String jobsPerDay;

    @Option(
            names = "--shape",
            paramLabel = "SHAPE",
            description = "Of a day without a history: flat, office (the default) or bursts.")
    private @Nullable String shape;

    @Option(
            names = "--worker",
            paramLabel = "TYPE=FILE|N",
            description =
                    "What a worker does on that instance type: a file of bench --json from there,"
                            + " or jobs a second. May be given several times.")
    private Map<String, String> workers = new LinkedHashMap<>();

    @Option(
            names = "--goal",
            paramLabel = "TIME",
            description = "What 99 of 100 jobs are to wait at most; 60s unless told.")
    private @Nullable String goal;

    @Option(names = "--seed", paramLabel = "N", description = "Another run of the same.")
    private @Nullable String seed;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "Also draw it.")
    private @Nullable Path plot;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures here.")
    private @Nullable Path json;

    public PlanCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        check("--json", json);
        check("--plot", plot);
        Advice advice = new Planner(plan(), shell.console()::say).advise();
        new PlanReport(advice, shell.console()).print();
        if (json != null) {
            JSON.writeValue(json.toFile(), PlanJson.of(advice));
        }
        if (plot != null) {
            System.setProperty("java.awt.headless", "true");
            try (OutputStream out = Files.newOutputStream(plot)) {
                Plot.write(advice, out);
            }
        }
        return ExitCode.DONE;
    }

    /** Before there is something to lose. */
    private static void check(String option, @Nullable Path file) {
        if (file != null && !Files.isDirectory(folderOf(file))) {
            throw new UsageError(option + ": there is no folder " + folderOf(file));
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/"));
    }

    private Plan plan() {
        Problems problems = new Problems();
        Path folder = Path.of("").toAbsolutePath();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Path file = config;
        if (file != null) {
            values.putAll(YamlFile.read(file, file.toString(), problems).raw());
            folder = folderOf(file);
        }
        String label = file == null ? "plan" : file.toString();
        options(values);
        Plan plan =
                Plan.read(
                        new Section(values, key -> label + ": " + key, problems),
                        folder,
                        deployed(),
                        problems);
        problems.throwIfAny();
        return plan;
    }

    private Optional<Scaling> deployed() {
        Path file = fleet;
        if (file == null) {
            return Optional.empty();
        }
        Map<String, Scaling> pools = new LinkedHashMap<>();
        FleetConfig.read(file, shell.home().resolve("worker/pipelines"))
                .pools()
                .forEach(each -> pools.put(each.name(), each.scaling()));
        String chosen = pool == null && pools.size() == 1 ? pools.keySet().iterator().next() : pool;
        Scaling scaling = chosen == null ? null : pools.get(chosen);
        if (scaling == null) {
            throw new UsageError("--pool must be one of " + pools.keySet());
        }
        return Optional.of(scaling);
    }

    private void options(Map<String, @Nullable Object> values) {
        Map<String, @Nullable Object> load = inner(values, "load");
        if (history != null) {
            load.put("history", history.toAbsolutePath().toString());
        }
        put(load, "jobsPerDay", jobsPerDay);
        put(load, "shape", shape);
        put(values, "goal", goal);
        put(values, "seed", seed);
        Map<String, @Nullable Object> types = inner(values, "workers");
        workers.forEach(
                (type, what) -> {
                    Map<String, @Nullable Object> worker = inner(types, type);
                    boolean number = what.matches("[0-9.]+");
                    Object value = number ? what : Path.of(what).toAbsolutePath().toString();
                    worker.put(number ? "jobsPerSecond" : "bench", value);
                });
    }

    private static void put(
            Map<String, @Nullable Object> values, String key, @Nullable String given) {
        if (given != null) {
            values.put(key, given);
        }
    }

    /**
     * The mapping under a key, made if there is none; what is no mapping is left for its reader.
     */
    private static Map<String, @Nullable Object> inner(
            Map<String, @Nullable Object> values, String key) {
        Map<String, @Nullable Object> inner = new LinkedHashMap<>();
        Object there = values.get(key);
        if (there == null || there instanceof Map<?, ?>) {
            if (there instanceof Map<?, ?> map) {
                map.forEach((name, item) -> inner.put(String.valueOf(name), item));
            }
            values.put(key, inner);
        }
        return inner;
    }
}
