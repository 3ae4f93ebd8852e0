package dev.sluice.ops.cli.pipeline;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.models.measure.Check;
import dev.sluice.ops.models.measure.Effort;
import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.ops.models.measure.Tuning;
import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.worker.model.OnnxRuntime;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
            "Exit code: 0 good, 2 a mistake in the command line, 3 something is wrong with it."
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
            console.print("%s is good.".formatted(folder));
            neighbours(place);
            console.say("Measuring on %s …".formatted(runtime));
            OptionalLong models = Check.modelBytes(loaded, runtime);
            OptionalDouble bytes = Check.bytesPerPixel(loaded);
            parts(Check.parts(loaded, samples, Effort.USUAL));
            for (String model : loaded.pipeline().models().keySet()) {
                sizes(model, new Tuning(runtime, loaded, model, Effort.USUAL).bySize(), runtime);
            }
            memory(loaded, models, bytes);
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

    private void parts(Check.Parts parts) {
        Console console = shell.console();
        console.print("");
        console.print(
                parts.made()
                        ? "One JPEG of 1920×1200, made for the purpose, one at a time:"
                        : "%d of the samples, one at a time:".formatted(parts.pictures()));
        Table table = new Table(Table.Column.text("Part"), Table.Column.number("CPU-ms a picture"));
        table.row("decode", number(parts.decode().cpu()));
        table.row("model", number(parts.model().cpu()));
        table.row("rest of the task", number(parts.restCpu()));
        table.row("whole", number(parts.whole().cpu()));
        console.print(table);
    }

    private void sizes(String model, List<Way> ways, OnnxRuntime runtime) {
        Console console = shell.console();
        console.print("");
        console.print("%s by sizes of batch:".formatted(model));
        Table table =
                new Table(
                        Table.Column.number("Batch"),
                        Table.Column.number("ms a picture"),
                        Table.Column.number("CPU-ms a picture"),
                        Table.Column.number("pictures a second"));
        for (Way way : ways) {
            table.row(
                    way.batch(),
                    number(way.cost().wall()),
                    number(way.cost().cpu()),
                    "%.0f".formatted(way.cost().perSecond()));
        }
        console.print(table);
        if (Tuning.disturbed(ways, runtime)) {
            console.print(Tuning.DISTURBED);
            return;
        }
        Way best = Tuning.best(ways);
        console.print(
                "Best: batch.max %d; `ops/sluice pipeline tune %s` writes it."
                        .formatted(best.batch(), folder));
    }

    private void memory(Loaded loaded, OptionalLong models, OptionalDouble bytes) {
        Console console = shell.console();
        console.print("");
        if (models.isPresent()) {
            console.print("Models in memory: %.0f MB.".formatted(models.getAsLong() / 1e6));
        }
        if (bytes.isEmpty()) {
            console.print("Memory a picture: not measured, for this system does not tell.");
            return;
        }
        Object said = loaded.pipeline().limits().medium().get("bytesPerPixel");
        String now = said == null ? "not said (12)" : said.toString();
        int suggested = Check.suggested(bytes.getAsDouble());
        console.print(
                ("Memory a picture: %.1f bytes a pixel (most of plain JPEG, progressive JPEG and"
                                + " RGBA PNG); limits.bytesPerPixel is %s, suggested is %d.")
                        .formatted(bytes.getAsDouble(), now, suggested));
    }

    private static String number(double value) {
        return "%.2f".formatted(value);
    }
}
