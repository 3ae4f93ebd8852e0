package dev.sluice.ops.cli.bench;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.Benchmark.Workload;
import dev.sluice.ops.bench.Benchmarks;
import dev.sluice.ops.bench.Plots;
import dev.sluice.ops.bench.against.Against;
import dev.sluice.ops.bench.against.Checkout;
import dev.sluice.ops.bench.stand.AotCache;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Measures. */
@Command(
        name = "bench",
        header = "Measures speed and cost, each as a ratio in one run.",
        description = {
            "",
            "Starts emulators, workers and rivals in processes of their own, and tells what each"
                    + " did and used; ops/bench/README.md says what the figures mean. Only ratios"
                    + " within one run say something: machines differ and are shared. Nothing else"
                    + " should run meanwhile.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice bench ceiling",
            "  ops/sluice bench peers --plot peers.png",
            "  ops/sluice bench all --json bench.json",
            "  ops/sluice bench ceiling --against main",
            "  ops/sluice bench feed --against 9dbcad0 --pairs 20 --json against.json"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final String ALL = "all";

    private final Shell shell;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "One of ceiling, feed, latency, peers, cost, fairness, faces, emotion, flakes,"
                            + " startup,"
                            + " which all (the default) runs in turn, in under half an hour.")
    private String name = ALL;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures here.")
    private @Nullable Path json;

    @Option(
            names = "--plot",
            paramLabel = "FILE.png",
            description =
                    "Also draw them; with several plots the benchmark's name is put before .png.")
    private @Nullable Path plot;

    @Option(
            names = "--against",
            paramLabel = "COMMIT",
            description =
                    "Compare: build that commit under target/against, let workers of it and of this"
                            + " build, uncommitted changes included, do NAME's work by turns, and"
                            + " tell the ratio of their CPU time with its error. For ceiling, feed"
                            + " and peers (its light model, without rivals).")
    private @Nullable String against;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description =
                    "With --against: pairs of runs, at least 10, which is the default. Four times"
                            + " as many halve the error.")
    private @Nullable Integer pairs;

    public BenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        List<Benchmark> chosen = chosen();
        Optional<Workload> compared = compared(chosen);
        check("--json", json);
        check("--plot", plot);
        long begun = System.nanoTime();
        Console console = shell.console();
        OwnJvm.stopChildrenAtExit();
        Path work = Files.createTempDirectory("sluice-bench-");
        console.say("Logs of what is started: " + work);
        if (compared.isPresent()) {
            int count = pairs == null ? Against.LEAST : pairs;
            Checkout other = Checkout.of(shell.home(), String.valueOf(against), work);
            chosen = List.of(new Against(name, compared.get(), other, count).benchmark());
        }
        BenchFile file = new BenchFile(InstantSource.system());
        console.print("machine: " + file.root().path("machine").asText());
        Launcher launcher =
                chosen.stream().anyMatch(Benchmark::workers) ? trained(work) : OwnJvm.launcher();
        boolean complete = true;
        for (Benchmark benchmark : chosen) {
            complete &= run(benchmark, launcher, work, file);
            if (json != null) {
                file.write(json, seconds(begun)); // after each: a run is long and may be cut off
            }
        }
        if (plot != null) {
            for (Path drawn : Plots.write(file.root(), plot)) {
                console.say("Drawn: " + drawn);
            }
        }
        return complete ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Workers as {@code ops/sluice worker} starts them once there is a cache; now there is one. */
    private Launcher trained(Path work) throws Exception {
        Launcher launcher = OwnJvm.launcher();
        Console console = shell.console();
        AotCache cache = AotCacheCommand.usual();
        if (!Files.exists(cache.file())) {
            console.say("Training the workers' AOT cache first, as ops/sluice aot-cache does …");
            Path folder = Files.createDirectories(work.resolve("aot-cache"));
            try {
                cache.train(new Bench(launcher, shell.home(), folder, console::print), launcher);
            } catch (Unmeasurable e) {
                console.complain("Workers run without an AOT cache: " + e.getMessage());
                return launcher;
            }
        }
        return launcher.withWorker(cache.flags());
    }

    private boolean run(Benchmark benchmark, Launcher launcher, Path work, BenchFile file)
            throws Exception {
        Console console = shell.console();
        console.print("");
        console.print(benchmark.name() + ": " + benchmark.about());
        long begun = System.nanoTime();
        try {
            Path folder = Files.createDirectories(work.resolve(benchmark.name()));
            Bench bench = new Bench(launcher, shell.home(), folder, console::print);
            file.measured(benchmark.name(), benchmark.work().run(bench), console::print);
            console.print("(that took " + seconds(begun) + " s)");
            return true;
        } catch (Unmeasurable e) {
            console.complain("not measured: " + e.getMessage());
            file.notMeasured(benchmark.name(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static long seconds(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    }

    private List<Benchmark> chosen() {
        List<Benchmark> all = Benchmarks.all();
        List<Benchmark> named = all.stream().filter(each -> each.name().equals(name)).toList();
        if (named.isEmpty() && !name.equals(ALL)) {
            throw new UsageError(
                    "there is no benchmark %s; choose all or one of %s"
                            .formatted(name, all.stream().map(Benchmark::name).toList()));
        }
        return named.isEmpty() ? all : named;
    }

    /** Empty without {@code --against}. */
    private Optional<Workload> compared(List<Benchmark> chosen) {
        if (against == null) {
            if (pairs != null) {
                throw new UsageError("--pairs is for --against");
            }
            return Optional.empty();
        }
        if (pairs != null && pairs < Against.LEAST) {
            throw new UsageError(
                    "--pairs: at least %d, or the error would be a guess".formatted(Against.LEAST));
        }
        if (plot != null) {
            throw new UsageError("--plot draws no comparison; leave it out, or --against");
        }
        if (chosen.size() > 1 || chosen.getFirst().workload().isEmpty()) {
            throw new UsageError(
                    "--against: %s compares no builds; choose one of %s"
                            .formatted(
                                    name,
                                    Benchmarks.all().stream()
                                            .filter(known -> known.workload().isPresent())
                                            .map(Benchmark::name)
                                            .toList()));
        }
        return chosen.getFirst().workload();
    }

    private static void check(String option, @Nullable Path path) {
        Path parent = path == null ? null : path.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new UsageError(option + ": there is no folder " + parent);
        }
    }
}
