package dev.sluice.ops.cli.flakes;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.flakes.annotation.AnnotatedPicture;
import dev.sluice.ops.flakes.annotation.Annotations;
import dev.sluice.ops.flakes.calibration.Calibration;
import dev.sluice.ops.flakes.calibration.Certainty;
import dev.sluice.ops.flakes.calibration.Chart;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** From outlined flakes to constants. */
@Command(
        name = "calibrate",
        header = "Learns a material's constants from pictures whose flakes are outlined.",
        description = {
            "",
            "DIR holds the pictures and their outlines: one .json of COCO with polygons, or one of"
                    + " LabelMe for each picture. Labels are numbers of layers (1, 2L, 3 layers,"
                    + " monolayer). Five to ten flakes of each thickness, on several pictures from"
                    + " the microscope that will be used, are enough. Pictures whose entry in COCO"
                    + " has another \"material\" are left out.",
            "",
            "Exit code: 0 if constants were written or shown, doubtful ones too, which it says; 1"
                    + " if something is wrong with the pictures or outlines."
        })
final class CalibrateCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Shell shell;

    @Parameters(paramLabel = "DIR", description = "Pictures and outlines.")
    private Path folder = Path.of("");

    @Option(
            names = "--material",
            required = true,
            paramLabel = "NAME",
            description = "What uploads will call it, such as MoS2.")
    private String material = "";

    @Option(
            names = "--out",
            paramLabel = "FILE.json",
            description =
                    "Write the constants here, else to standard output; an existing file is kept.")
    private @Nullable Path out;

    @Option(
            names = "--plot",
            paramLabel = "FILE.png",
            description = "Draw contrast over thickness, with each flake.")
    private @Nullable Path plot;

    @Option(
            names = "--ignore",
            paramLabel = "LABEL",
            split = ",",
            description = "Labels of what is no flake of this material, such as dirt.")
    private Set<String> ignored = Set.of();

    @Mixin private JsonOption json = new JsonOption();

    CalibrateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(folder)) {
            throw new UsageError("there is no folder " + folder);
        }
        if (out != null && Files.exists(out)) {
            throw new UsageError("--out: " + out + " is there already; name another or move it");
        }
        List<AnnotatedPicture> own =
                Annotations.read(folder, ignored).stream().filter(this::isOfMaterial).toList();
        Calibration calibration = Calibration.of(own);
        Console console = shell.console();
        String constants = JSON.writeValueAsString(calibration.constants(material));
        if (out != null) {
            Files.writeString(out, constants + "\n");
        }
        if (plot != null) {
            Chart.write(calibration, material, plot);
        }
        if (json.asked()) {
            json.print(console, facts -> into(facts, calibration));
            return ExitCode.DONE;
        }
        if (out == null) { // so that they can be sent to a file; then nothing else is on it
            console.print(constants);
            table(calibration)
                    .lines(console.errTerminal() && console.colour())
                    .forEach(console::say);
        } else {
            console.print(table(calibration));
        }
        say(calibration, console);
        return ExitCode.DONE;
    }

    private void into(ObjectNode facts, Calibration calibration) {
        facts.put("material", material).putPOJO("constants", calibration.constants(material));
        ArrayNode layers = facts.putArray("layers");
        for (Calibration.Line line : calibration.lines()) {
            ObjectNode each = layers.addObject();
            each.put("layers", line.layers())
                    .put("flakes", line.flakes())
                    .putPOJO("mean", line.mean())
                    .putPOJO("spread", line.spread())
                    .put("error", line.error());
            if (!Double.isInfinite(line.nextAfter())) {
                each.put("deviationsToTheNext", line.nextAfter());
            }
        }
        Certainty certainty = calibration.certainty();
        facts.put("tried", certainty.tried())
                .put("right", certainty.right())
                .putPOJO("interval", certainty.interval())
                .putPOJO("wrong", certainty.wrong())
                .putPOJO("doubts", calibration.doubts());
    }

    /** Pictures of COCO may say what they show. */
    private boolean isOfMaterial(AnnotatedPicture picture) {
        return picture.about().getOrDefault("material", material).equalsIgnoreCase(material);
    }

    private static Table table(Calibration calibration) {
        Table table =
                new Table(
                        Table.Column.number("Layers"),
                        Table.Column.number("Flakes"),
                        Table.Column.number("Blue"),
                        Table.Column.number("Green"),
                        Table.Column.number("Red"),
                        Table.Column.number("Spread"),
                        Table.Column.number("Error"),
                        Table.Column.number("To the next"));
        for (Calibration.Line line : calibration.lines()) {
            table.row(
                    line.layers(),
                    line.flakes(),
                    "%.3f".formatted(line.mean().get(0)),
                    "%.3f".formatted(line.mean().get(1)),
                    "%.3f".formatted(line.mean().get(2)),
                    line.spread().stream().map("%.3f"::formatted).collect(Collectors.joining(" ")),
                    "%.3f".formatted(line.error()),
                    Double.isInfinite(line.nextAfter())
                            ? "-"
                            : "%.1f σ".formatted(line.nextAfter()));
        }
        return table;
    }

    private void say(Calibration calibration, Console console) {
        Certainty certainty = calibration.certainty();
        if (certainty.tried() == 0) {
            console.say("How sure: not known, for no thickness has two flakes.");
        } else {
            console.say(
                    "How sure: %d of %d flakes told rightly by constants from all others (%.0f %%; in truth %.0f to %.0f %%)."
                            .formatted(
                                    certainty.right(),
                                    certainty.tried(),
                                    100 * certainty.accuracy(),
                                    100 * certainty.interval().get(0),
                                    100 * certainty.interval().get(1)));
        }
        certainty.wrong().forEach(it -> console.say("  " + it));
        calibration.doubts().forEach(it -> console.say("Doubt: " + it));
        console.say("");
        console.say(
                "Put the file beside pipeline.yaml, raise the model's version there, and name it:");
        console.say(
                "options: {method: regions, material: \"%s\", magnification: 20x, constants: %s}"
                        .formatted(material, out == null ? "FILE.json" : out.getFileName()));
    }
}
