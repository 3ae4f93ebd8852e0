package dev.sluice.ops.cli.pipeline;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.models.folder.YamlEdit;
import dev.sluice.ops.models.measure.Effort;
import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.ops.models.measure.Tuning;
import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.shared.config.TextFile;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.worker.model.OnnxRuntime;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    @Mixin private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws Exception {
        Path place = Machine.folder(folder);
        Path file = place.resolve("pipeline.yaml");
        OnnxRuntime runtime = Machine.runtime(shell);
        String before = TextFile.read(file);
        TuneReport report = new TuneReport(new LinkedHashMap<>(), new ArrayList<>(), runtime);
        try (Loaded loaded = Loaded.of(place, runtime)) {
            shell.console().say("Measuring on %s …".formatted(runtime));
            for (Map.Entry<String, ModelFile> each : loaded.pipeline().models().entrySet()) {
                List<Way> ways = new Tuning(runtime, loaded, each.getKey(), Effort.USUAL).all();
                report.measured(each.getKey(), each.getValue(), ways);
                if (report.disturbed()) {
                    break;
                }
            }
        }
        String text = before;
        for (TuneReport.Change change : report.changes()) {
            text = YamlEdit.set(text, change.key(), change.to());
        }
        boolean written = !dryRun && !text.equals(before);
        if (written) {
            Path aside = Files.writeString(place.resolve("pipeline.yaml.new"), text);
            Files.move(
                    aside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (json.asked()) {
            json.print(shell.console(), facts -> report.into(facts, written));
        } else {
            report.print(shell.console());
            shell.console().print(sentence(report, written));
        }
        return ExitCode.DONE;
    }

    private String sentence(TuneReport report, boolean written) {
        if (report.changes().isEmpty()) {
            return "Nothing to change in %s.".formatted(folder.resolve("pipeline.yaml"));
        }
        return written
                ? "Written: %s".formatted(folder.resolve("pipeline.yaml"))
                : "Not written, for --dry-run was given.";
    }
}
