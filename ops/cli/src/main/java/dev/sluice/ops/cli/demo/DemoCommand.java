package dev.sluice.ops.cli.demo;

import dev.sluice.ops.cli.local.LocalFleet;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.StopSignal;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.vector.CollectionKey;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Everything, once. */
@Command(
        name = "demo",
        header = "Runs everything once with sample pictures, and shows what came out.",
        description = {
            "",
            "Starts S3, SQS and DynamoDB emulators, dispatcher and worker, uploads pictures through"
                    + " the S3 API, waits for their rows, and prints findings, times and cost."
                    + " Annotated pictures are saved under target/demo. The exit code is 0 only if"
                    + " every picture was completed.",
            "",
            "The pictures: half microscope pictures of graphene, the first four real, the others"
                + " generated, for the pipeline flakes; half photos for moderation. With --pipeline"
                + " the samples of that one, which alone is loaded: flakes, moderation, leaves,"
                + " detect, voice, text, emotion, faces (indexes four pictures, then matches a"
                + " fifth with them) or splats (photos to a scene, in three stages of minutes;"
                + " needs the program colmap). With --dir your own: each goes through every"
                + " pipeline that takes it, or through --pipeline alone; those in a subfolder named"
                + " like a pipeline go through that one."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice demo",
            "  ops/sluice demo --pictures 200 --json out.json",
            "  ops/sluice demo --pipeline leaves",
            "  ops/sluice demo --pipeline splats",
            "  ops/sluice demo --dir ~/scans --pipeline flakes"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int PICTURES = 24;

    /** What a shell reports for a program that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private final Shell shell;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            description =
                    "How many. Default: "
                            + PICTURES
                            + ", or all samples of --pipeline, or all that --dir has.")
    private @Nullable Integer count;

    @Option(names = "--dir", paramLabel = "DIR", description = "Your own pictures.")
    private @Nullable Path folder;

    @Option(
            names = "--pipeline",
            paramLabel = "P",
            description =
                    "This one alone, with its own samples, or with --dir yours. Default: flakes and"
                            + " moderation, or with --dir all.")
    private @Nullable String pipeline;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the outcome here.")
    private @Nullable Path json;

    public DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        Console console = shell.console();
        Map<String, String> caller = new HashMap<>(shell.environment());
        caller.put("SLUICE_DRAIN_TIMEOUT", "4s"); // nothing is left to do when the demo ends
        Optional<SplatsDemo> splats =
                isExample() ? Optional.of(SplatsDemo.prepare(shell)) : Optional.empty();
        splats.ifPresent(demo -> caller.put("MODEL_PATH", demo.repository().toString()));
        LocalFleet local = new LocalFleet(caller, Optional.empty(), console::say);
        StopSignal stop =
                StopSignal.install(
                        () -> {
                            var _ = local.stop();
                            return INTERRUPTED;
                        });
        try {
            console.say("Starting S3, SQS, DynamoDB, dispatcher and worker …");
            Map<String, String> environment = local.startAws();
            try (Fleet fleet = Fleet.open(environment)) {
                List<Picture> pictures = pictures(fleet.pipelines());
                local.startPrograms(loading(environment));
                Path saved = shell.home().resolve("target").resolve("demo");
                Report report = new DemoRun(console, fleet, local, saved).of(pictures);
                int told = tell(report);
                return splats.isEmpty() || tell(splats.get().on(report, fleet))
                        ? told
                        : ExitCode.FAILED;
            }
        } finally {
            var _ = local.stop();
            stop.forget(); // not before: until then models are in use, see StopSignal
        }
    }

    /** Before anything starts. */
    private void check() {
        if (count != null && count < 1) {
            throw new UsageError("--pictures: at least 1, not " + count);
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UsageError("--dir: there is no folder " + folder);
        }
        if (pipeline != null) {
            checkName(pipeline, models());
        }
        Path parent = json == null ? null : json.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new UsageError("--json: there is no folder " + parent);
        }
    }

    /** No worker has splats by itself, as it needs programs that few machines have. */
    private boolean isExample() {
        return SplatsTools.PIPELINE.equals(pipeline) && models().isBlank();
    }

    private String models() {
        return shell.environment().getOrDefault("MODEL_PATH", "");
    }

    /** What is in S3 is known when programs start only. */
    private void checkName(String name, String models) {
        if (!models.startsWith("s3:")) {
            Path repository =
                    isExample()
                            ? SplatsDemo.shipped(shell.home())
                            : models.isBlank()
                                    ? shell.home().resolve("worker").resolve("pipelines")
                                    : Path.of(models);
            if (!Files.isDirectory(repository)) {
                throw new UsageError("--pipeline: there are no pipelines in " + repository);
            }
            var _ = new PipelineChoice(Pipelines.read(repository, List.of())).named(name);
        }
    }

    /** Of a pipeline whose samples are shown, the worker loads that alone. */
    private Map<String, String> loading(Map<String, String> environment) {
        if (folder != null || pipeline == null) {
            return environment;
        }
        Map<String, String> narrowed = new HashMap<>(environment);
        narrowed.put(
                "SLUICE_PIPELINES",
                pipeline.equals("faces") ? pipeline + "," + ShippedSamples.MATCH : pipeline);
        return narrowed;
    }

    private List<Picture> pictures(Pipelines pipelines) {
        PipelineChoice choice = new PipelineChoice(pipelines);
        if (folder != null) {
            List<Pipeline> through =
                    pipeline == null ? alone(pipelines) : List.of(choice.named(pipeline));
            return new OwnPictures(folder, through)
                    .take(count == null ? Integer.MAX_VALUE : count, pipelines);
        }
        if (pipeline == null) {
            return ShippedSamples.usual(pipelines).take(count == null ? PICTURES : count);
        }
        ShippedSamples own = ShippedSamples.of(choice.named(pipeline));
        List<Picture> pictures = new ArrayList<>(own.take(count == null ? own.real() : count));
        pictures.addAll(ShippedSamples.afterwards(choice.named(pipeline), pipelines));
        return pictures;
    }

    /** Those that make something of a picture by itself, and of no collection. */
    private static List<Pipeline> alone(Pipelines pipelines) {
        return pipelines.all().stream().filter(p -> !CollectionKey.usedBy(p)).toList();
    }

    private boolean tell(SplatsVerdict.Verdict verdict) {
        verdict.lines().forEach(shell.console()::print);
        if (!verdict.good()) {
            shell.console().complain("the scene is not as good as it should be; see above");
        }
        return verdict.good();
    }

    private int tell(Report report) {
        Console console = shell.console();
        Prices prices = Prices.shipped();
        console.print(report.table());
        console.print("");
        report.summary(prices).forEach(console::print);
        if (json != null) {
            ReportFile.write(json, report, prices);
        }
        for (Job job : report.missing()) {
            console.complain(
                    "no result: %s (%s)"
                            .formatted(job.submission().file(), job.submission().key()));
        }
        return report.completed() == report.jobs().size() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
