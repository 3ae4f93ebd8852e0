package dev.sluice.ops.cli.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.ShellWord;
import dev.sluice.ops.cli.shell.Style;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.models.NewPipeline.Made;
import dev.sluice.ops.models.infer.Ground;
import dev.sluice.ops.models.infer.Inference;
import dev.sluice.ops.models.infer.Inferred;
import dev.sluice.ops.models.trial.Answer;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What {@code pipeline new} says. */
final class NewReport {
    /** The same for every pipeline. */
    private static final Set<String> DULL = Set.of("row", "output.name");

    private static final List<String> SECTIONS =
            List.of("name", "match", "task", "model", "input", "limits", "output", "options");

    private final Console console;

    NewReport(Console console) {
        this.console = console;
    }

    void print(Path model, Made made) {
        console.print(
                "%s: %s, opset %d"
                        .formatted(
                                model,
                                Inference.exporter(made.graph()),
                                made.graph().origin().opset()));
        console.print("");
        Table table =
                new Table(
                        Table.Column.text("pipeline.yaml"),
                        Table.Column.text("Value", 44),
                        Table.Column.text("Because"));
        for (Inferred is : sorted(made)) {
            if (!DULL.contains(is.key())) {
                boolean assumed = is.ground() == Ground.ASSUMED;
                table.row(
                        is.key(),
                        new Table.Cell(
                                String.valueOf(is.value()), assumed ? Style.HEADING : Style.PLAIN),
                        (assumed ? "assumed: " : "") + is.why());
            }
        }
        console.print(table);
        console.print("");
        answers(made);
        console.print("Written: " + made.folder());
        assumed(made);
        String pipelines = ShellWord.of(String.valueOf(made.folder().getParent()));
        console.print("Serve it: MODEL_PATH=%s ops/sluice up".formatted(pipelines));
    }

    /** As they stand in {@code pipeline.yaml}. */
    private static List<Inferred> sorted(Made made) {
        return made.draft().all().stream()
                .sorted(
                        Comparator.comparingInt(
                                is -> SECTIONS.indexOf(is.key().replaceFirst("[.].*", ""))))
                .toList();
    }

    private void answers(Made made) {
        if (made.answers().isEmpty()) {
            console.print("Not tried on pictures: give some by --sample DIR.");
            return;
        }
        Table table =
                new Table(
                        Table.Column.text("Sample", 48),
                        Table.Column.text("Answer"),
                        Table.Column.number("ms"));
        for (Answer answer : made.answers()) {
            String name = String.valueOf(answer.sample().file().getFileName());
            String shown = answer.sample().label().map(label -> label + "/" + name).orElse(name);
            table.row(
                    shown,
                    new Table.Cell(answer.headline(), answer.isFound() ? Style.PLAIN : Style.BAD),
                    "%.0f".formatted(answer.millis()));
        }
        console.print(table);
        console.print("");
    }

    private void assumed(Made made) {
        List<String> keys =
                made.draft().all().stream()
                        .filter(is -> is.ground() == Ground.ASSUMED)
                        .map(Inferred::key)
                        .filter(key -> key.startsWith("input.") || key.equals("options.labels"))
                        .toList();
        if (!keys.isEmpty()) {
            console.print(
                    "Assumed: %s. If the answers look wrong, change these lines of %s."
                            .formatted(
                                    String.join(", ", keys),
                                    made.folder().resolve("pipeline.yaml")));
        }
    }

    void into(ObjectNode facts, Made made) {
        facts.put("folder", made.folder().toString())
                .put("exporter", Inference.exporter(made.graph()))
                .put("opset", made.graph().origin().opset());
        ArrayNode values = facts.putArray("values");
        for (Inferred is : sorted(made)) {
            values.addObject()
                    .put("key", is.key())
                    .put("ground", is.ground().name().toLowerCase(Locale.ROOT))
                    .put("why", is.why())
                    .putPOJO("value", is.value());
        }
        ArrayNode answers = facts.putArray("answers");
        for (Answer answer : made.answers()) {
            answers.addObject()
                    .put("file", answer.sample().file().toString())
                    .put("found", answer.isFound())
                    .put("answer", answer.headline())
                    .put("millis", Math.round(answer.millis()));
        }
    }
}
