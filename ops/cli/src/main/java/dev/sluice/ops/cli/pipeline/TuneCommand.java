package dev.sluice.ops.cli.pipeline;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.models.folder.YamlEdit;
import dev.sluice.ops.models.measure.Effort;
import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.ops.models.measure.Tuning;
import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.shared.config.TextFile;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.worker.model.OnnxRuntime;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Batches and threads as they suit this machine. */
@Command(
        name = "tune",
        header = "Measures batches and threads on this machine, and writes the best.",
        description = {
            "",
            "Runs each model of the pipeline in batches of several sizes; on a CPU also with"
                + " several threads for a run, and so with fewer runs side by side. Writes"
                + " batch.max and threads into pipeline.yaml and leaves all else as it is. Nothing"
                + " else should run meanwhile.",
            "",
            "Exit code: 0 done, 2 a mistake in the command line, 3 something is wrong with it."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice pipeline tune pipelines/resnet --dry-run",
            "  ops/sluice pipeline tune pipelines/resnet"
        })
final class TuneCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "DIR", description = "The pipeline's folder.")
    private Path folder = Path.of("");

    @Option(names = "--dry-run", description = "Measure and say, but write nothing.")
    private boolean dryRun;

    TuneCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        Console console = shell.console();
        Path place = Machine.folder(folder);
        Path file = place.resolve("pipeline.yaml");
        OnnxRuntime runtime = Machine.runtime(shell);
        String before = TextFile.read(file);
        String text = before;
        try (Loaded loaded = Loaded.of(place, runtime)) {
            console.say("Measuring on %s …".formatted(runtime));
            for (Map.Entry<String, ModelFile> each : loaded.pipeline().models().entrySet()) {
                List<Way> ways = new Tuning(runtime, loaded, each.getKey(), Effort.USUAL).all();
                show(each.getKey(), ways, runtime.cores());
                if (Tuning.disturbed(ways, runtime)) {
                    console.print(Tuning.DISTURBED);
                    text = before;
                    break;
                }
                text =
                        changed(
                                text,
                                each.getKey(),
                                each.getValue(),
                                Tuning.better(ways, each.getValue()));
            }
        }
        if (text.equals(before)) {
            console.print("Nothing to change in %s.".formatted(folder.resolve("pipeline.yaml")));
        } else if (dryRun) {
            console.print("Not written, for --dry-run was given.");
        } else {
            Path aside = Files.writeString(place.resolve("pipeline.yaml.new"), text);
            Files.move(
                    aside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            console.print("Written: %s".formatted(folder.resolve("pipeline.yaml")));
        }
        return ExitCode.DONE;
    }

    private void show(String model, List<Way> ways, int cores) {
        Table table =
                new Table(
                        Table.Column.number("Threads"),
                        Table.Column.number("Side by side"),
                        Table.Column.number("Batch"),
                        Table.Column.number("pictures a second"),
                        Table.Column.number("CPU-ms a picture"));
        for (Way way : ways) {
            table.row(
                    way.threads(),
                    Math.max(1, cores / way.threads()),
                    way.batch(),
                    "%.1f".formatted(way.cost().perSecond()),
                    "%.2f".formatted(way.cost().cpu()));
        }
        shell.console().print(model + ":");
        shell.console().print(table);
    }

    private String changed(String text, String name, ModelFile is, Way best) {
        String section = name.equals(Pipeline.MODEL) ? name : "models." + name;
        String next = text;
        if (best.batch() != is.batch().max()) {
            next = say(next, section + ".batch.max", is.batch().max(), best.batch());
        }
        if (best.threads() != is.threads()) {
            next = say(next, section + ".threads", is.threads(), best.threads());
        }
        return next;
    }

    private String say(String text, String key, int from, int to) {
        shell.console().print("%s: %d → %d".formatted(key, from, to));
        return YamlEdit.set(text, key, to);
    }
}
