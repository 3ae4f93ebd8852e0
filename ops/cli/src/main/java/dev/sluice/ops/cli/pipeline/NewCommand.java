package dev.sluice.ops.cli.pipeline;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.models.NewPipeline;
import dev.sluice.ops.models.NewPipeline.Made;
import dev.sluice.ops.models.NewPipeline.Request;
import dev.sluice.ops.models.infer.NotServable;
import dev.sluice.ops.models.onnx.NotOnnx;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** A pipeline of a model. */
@Command(
        name = "new",
        header = "Makes a pipeline of an ONNX model, and tries it on samples.",
        description = {
            "",
            "Looks into the model and at what lies beside it (labels.txt, preprocessor_config.json,"
                + " config.json), and says of each value of pipeline.yaml what it is and why. What"
                + " no file tells, such as the mean of the pictures it was trained with, is taken"
                + " as most people have it who use that exporter, and said to be assumed. Where the"
                + " samples lie in folders named after the classes, the plausible ways are tried,"
                + " and the one that agrees best is taken.",
            "",
            "Exit code: 0 done, 2 a mistake in the command line or a model that cannot be served, 3"
                    + " ONNX Runtime refuses the model, or labels or values do not suit it."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice pipeline new --onnx resnet.onnx --labels labels.txt",
            "  ops/sluice pipeline new --onnx yolo11n-cls.onnx --sample photos/ --name birds",
            "  ops/sluice pipeline new --onnx net.onnx --set input.mean=0.5,0.5,0.5 --set"
                    + " input.std=0.5,0.5,0.5"
        })
final class NewCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    private final Shell shell;

    @Option(names = "--onnx", required = true, paramLabel = "FILE", description = "The model.")
    private Path onnx = Path.of("");

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "The names of its classes, one a line, in its order.")
    private @Nullable Path labels;

    @Option(
            names = "--sample",
            paramLabel = "DIR",
            description =
                    "Pictures to try it on; in folders named after what they show, or in none.")
    private @Nullable Path sample;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Of the pipeline. Default: after the file, or its folder.")
    private @Nullable String name;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Where pipelines lie; it gets a folder NAME. Default: MODEL_PATH, or"
                            + " pipelines.")
    private @Nullable Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A value that you know, by its key in pipeline.yaml: input.scale, input.mean,"
                            + " input.std, input.color, input.resize … May be repeated.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Mixin private JsonOption json = new JsonOption();

    NewCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, Object> given = new LinkedHashMap<>(GivenValue.all(values));
        if (name != null) {
            if (!NAME.matcher(name).matches()) {
                throw new UsageError("--name %s must match %s".formatted(name, NAME));
            }
            given.put("name", name);
        }
        file("--onnx", onnx);
        if (labels != null) {
            file("--labels", labels);
        }
        Samples samples = samples();
        try {
            Made made =
                    NewPipeline.of(
                            new Request(
                                    onnx,
                                    repository(),
                                    given,
                                    Optional.ofNullable(labels),
                                    samples));
            NewReport report = new NewReport(shell.console());
            if (json.asked()) {
                json.print(shell.console(), facts -> report.into(facts, made));
            } else {
                report.print(onnx, made);
            }
            return ExitCode.DONE;
        } catch (NotOnnx | NotServable e) {
            shell.console().complain(String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        }
    }

    private static void file(String option, Path file) {
        if (Files.isDirectory(file)) {
            throw new UsageError("%s %s is a folder; name the file".formatted(option, file));
        }
        if (!Files.exists(file)) {
            throw new UsageError("there is no file %s".formatted(file));
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
            throw new UsageError(
                    "there are no pictures in %s (jpg, png, gif, bmp, webp)".formatted(sample));
        }
        return found;
    }

    private Path repository() {
        if (out != null) {
            return out;
        }
        String path = shell.environment().getOrDefault("MODEL_PATH", "");
        if (path.startsWith("s3://")) {
            throw new UsageError(
                    "MODEL_PATH is in S3; say --out DIR, and copy the folder there when it is"
                            + " good");
        }
        return Path.of(path.isEmpty() ? "pipelines" : path);
    }
}
