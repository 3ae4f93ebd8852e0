package dev.sluice.ops.cli.models;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.models.release.ReleaseDraft;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Release;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Adds a release to the repository. */
@Command(
        name = "add",
        header = "Adds a version to a pipeline; nobody gets it yet.",
        description = {
            "",
            "Puts the files and a release.yaml with their SHA-256 under <pipeline>/<version>/ of"
                    + " MODEL_PATH, a folder or s3://. What is not given is as in the version in"
                    + " pipeline.yaml. A version that is there is never changed.",
            "",
            "Exit code: 0 added, 2 a mistake in the command line, 3 something is wrong with it, and"
                    + " nothing was added."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice models add moderation 2 --onnx better.onnx",
            "  ops/sluice models add moderation 2 --from pipelines/better"
        })
final class AddCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "Its name.")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "The new version.")
    private String version = "";

    @Option(
            names = "--onnx",
            paramLabel = "FILE",
            description = "The new model, of a pipeline that has one.")
    private @Nullable Path onnx;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description =
                    "A folder with a pipeline.yaml, as `pipeline new` makes it: its model, input,"
                            + " options and files.")
    private @Nullable Path from;

    @Mixin private JsonOption json = new JsonOption();

    AddCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (!Release.VERSION.matcher(version).matches()) {
            throw new UsageError(
                    "\"%s\" must be a name such as 2 or 2026-12-01, of letters, digits and . _ + -"
                            .formatted(version));
        }
        if ((onnx == null) == (from == null)) {
            throw new UsageError("give either --onnx FILE or --from DIR");
        }
        Path draft = Files.createTempDirectory("release");
        try (Desk desk = Desk.open(shell)) {
            Pipeline own = desk.pipeline(pipeline);
            Release like = like(desk, own);
            Path folder = Files.createDirectory(draft.resolve(version));
            ReleaseDraft made = ReleaseDraft.copyOf(like.folder(), folder);
            if (onnx != null) {
                made.put(onnx, like.models().values().iterator().next().file());
            }
            made.write(version, like);
            new Draft(desk, own, draft).verify(version);
            desk.store().add(own, version, folder);
            json.print(
                    shell.console(),
                    "%s has a version %s now. Next: ops/sluice models shadow|canary|promote %s %s"
                            .formatted(own.name(), version, own.name(), version),
                    facts -> facts.put("pipeline", own.name()).put("version", version));
            return ExitCode.DONE;
        } finally {
            delete(draft);
        }
    }

    private Release like(Desk desk, Pipeline own) {
        if (from != null) {
            if (!Files.exists(from.resolve("pipeline.yaml"))) {
                throw new UsageError("there is no pipeline.yaml in %s".formatted(from));
            }
            return Pipelines.read(from, List.of()).all().getFirst().release();
        }
        if (onnx == null || !Files.isRegularFile(onnx)) {
            throw new UsageError("there is no file %s".formatted(onnx));
        }
        if (own.models().size() != 1) {
            throw new UsageError(
                    "%s has the models %s; give --from DIR"
                            .formatted(own.name(), own.models().keySet()));
        }
        return desk.store().fetch(own, Optional.empty()).release();
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
