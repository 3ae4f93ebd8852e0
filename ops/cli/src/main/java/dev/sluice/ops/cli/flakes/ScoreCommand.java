package dev.sluice.ops.cli.flakes;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.flakes.annotation.AnnotatedPicture;
import dev.sluice.ops.flakes.annotation.Annotations;
import dev.sluice.ops.flakes.score.Score;
import dev.sluice.ops.flakes.score.Scores;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** How well a pipeline finds what people have outlined. */
@Command(
        name = "score",
        header = "Measures how well a flakes pipeline finds outlined flakes.",
        description = {
            "",
            "DIR holds pictures and outlines, as for calibrate. A flake is found if what was found"
                    + " overlaps it by more than half of both together. F1 is the harmonic mean of"
                    + " the parts of the found that are there and of those there that are found;"
                    + " the layers are right if they are as outlined, or \"thicker\" for more than"
                    + " the material has classes.",
            "",
            "Exit code: 0; 1 if something is wrong with the pictures or outlines."
        })
final class ScoreCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "DIR", description = "Pictures and outlines.")
    private Path folder = Path.of("");

    @Option(
            names = "--pipeline",
            paramLabel = "FOLDER",
            description = "Of a flakes pipeline. Default: worker/pipelines/flakes.")
    private @Nullable Path pipeline;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            split = ",",
            description = "regions, classical. Default: both.")
    private List<String> methods = List.of("classical", "regions");

    @Option(
            names = "--material",
            paramLabel = "NAME",
            description = "Of pictures whose file does not say. Default: Graphene.")
    private String material = "Graphene";

    @Option(
            names = "--constants",
            paramLabel = "FILE.json",
            description = "In the pipeline's folder, of flakes calibrate: for regions.")
    private @Nullable String constants;

    @Option(
            names = "--by",
            paramLabel = "MEMBER",
            split = ",",
            description = "Members of COCO's images to tell apart, such as difficulty,material.")
    private List<String> members = List.of();

    @Option(
            names = "--ignore",
            paramLabel = "LABEL",
            split = ",",
            description = "Labels of what is no flake, such as dirt.")
    private Set<String> ignored = Set.of();

    @Mixin private JsonOption json = new JsonOption();

    ScoreCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(folder)) {
            throw new UsageError("there is no folder " + folder);
        }
        Path of = pipeline == null ? shell.home().resolve("worker/pipelines/flakes") : pipeline;
        List<AnnotatedPicture> pictures = Annotations.read(folder, ignored);
        Map<String, Scores> found = new LinkedHashMap<>();
        for (String method : methods) {
            Map<String, String> options = new LinkedHashMap<>(Map.of("method", method));
            if (constants != null && method.equals("regions")) {
                options.put("constants", constants);
            }
            Scores scores = Scores.of(pictures, of, material, options);
            found.put(method, scores);
            if (!json.asked()) {
                shell.console().print(method + ":");
                print("all", Map.of("", scores.all()));
                for (String member : members) {
                    print(member, scores.by(member));
                }
            }
        }
        if (json.asked()) {
            json.print(
                    shell.console(),
                    facts ->
                            found.forEach(
                                    (method, scores) -> into(facts.putObject(method), scores)));
        }
        return ExitCode.DONE;
    }

    private void into(ObjectNode facts, Scores scores) {
        into(facts.putObject("all"), scores.all());
        for (String member : members) {
            ObjectNode by = facts.putObject(member);
            scores.by(member).forEach((name, score) -> into(by.putObject(name), score));
        }
    }

    private static void into(ObjectNode facts, Score score) {
        facts.put("pictures", score.pictures())
                .put("flakes", score.there())
                .put("f1", score.f1())
                .put("falseEach", score.falseEach());
        if (score.told() > 0) {
            facts.put("layersRight", score.layersRight()).put("matched", score.matched());
        }
    }

    private void print(String member, Map<String, Score> scores) {
        Table table =
                new Table(
                        Table.Column.text(member),
                        Table.Column.number("Pictures"),
                        Table.Column.number("Flakes"),
                        Table.Column.number("F1"),
                        Table.Column.number("False each"),
                        Table.Column.number("Layers right"));
        scores.forEach(
                (name, score) ->
                        table.row(
                                name,
                                score.pictures(),
                                score.there(),
                                "%.2f".formatted(score.f1()),
                                "%.2f".formatted(score.falseEach()),
                                score.told() == 0
                                        ? "-"
                                        : "%.0f %% of %d"
                                                .formatted(
                                                        100 * score.layersRight(),
                                                        score.matched())));
        shell.console().print(table);
    }
}
