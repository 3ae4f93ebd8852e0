package dev.sluice.ops.cli.pipeline;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.ops.models.measure.Tuning;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.shared.fleet.Benchmarks.Benchmark;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.worker.model.OnnxRuntime;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What a pipeline costs, if it is good. */
@Command(
        name = "check",
        header = "Checks a pipeline as a worker does at its start, and measures what it costs.",
        description = {
            "",
            "Says everything that is wrong at once. If nothing is, runs pictures through the real"
                    + " task on this machine: CPU time a picture by parts, speed by sizes of batch,"
                    + " memory, and the limits that follow. Takes about half a minute; nothing else"
                    + " should run meanwhile.",
            "",
            "Exit code: 0 good, 1 good, but not kept, for other programs disturbed it, 2 a mistake"
                    + " in the command line, 3 something is wrong with it."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice pipeline check pipelines/resnet",
            "  ops/sluice pipeline check worker/pipelines/moderation --sample photos/"
        })
final class CheckCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "DIR", description = "The pipeline's folder.")
    private Path folder = Path.of("");

    @Option(
            names = "--sample",
            paramLabel = "DIR",
            description =
                    "Pictures to measure with. Default: one of 1920×1200 made for the purpose.")
    private @Nullable Path sample;

    @Option(
            names = "--keep",
            description =
                    "Keep it in the fleet's table as the pipeline's last benchmark, for the"
                            + " dashboard. Takes the fleet's environment.")
    private boolean keep;

    @Mixin private JsonOption json = new JsonOption();

    CheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        Console console = shell.console();
        Path place = Machine.folder(folder);
        Samples samples = samples();
        OnnxRuntime runtime = Machine.runtime(shell);
        try (Loaded loaded = Loaded.of(place, runtime)) {
            if (!json.asked()) {
                console.print("%s is good.".formatted(folder));
            }
            neighbours(place);
            console.say("Measuring on %s …".formatted(runtime));
            CheckReport report = CheckReport.of(loaded, runtime, samples);
            if (json.asked()) {
                json.print(console, report::into);
            } else {
                report.print(console, folder.toString());
            }
            return keep ? keep(report) : ExitCode.DONE;
        }
    }

    private int keep(CheckReport report) {
        Optional<Benchmark> benchmark = report.benchmark(Instant.now());
        if (benchmark.isEmpty()) {
            shell.console().complain("Not kept. " + Tuning.DISTURBED);
            return ExitCode.FAILED;
        }
        try (Fleet fleet = Fleet.open(shell.environment())) {
            String name =
                    new PipelineChoice(fleet.pipelines()).named(report.pipeline().name()).name();
            FleetTable.of(fleet.settings(), fleet.clients().dynamodb(), InstantSource.system())
                    .benchmarks()
                    .keep(name, benchmark.get());
            shell.console().say("Kept; the dashboard's page of pipelines shows it.");
            return ExitCode.DONE;
        }
    }

    private Samples samples() throws IOException {
        if (sample == null) {
            return Samples.none();
        }
        if (!Files.isDirectory(sample)) {
            throw new UsageError("--sample %s is no folder".formatted(sample));
        }
        Samples found = Samples.in(sample);
        if (found.isEmpty()) {
            throw new UsageError("there are no pictures in %s".formatted(sample));
        }
        return found;
    }

    /** Two pipelines side by side may answer the same upload. */
    private void neighbours(Path place) {
        Path parent = place.getParent();
        if (parent != null) {
            Loaded.checkBeside(parent);
        }
    }
}
