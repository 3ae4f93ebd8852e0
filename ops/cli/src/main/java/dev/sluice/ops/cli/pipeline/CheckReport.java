package dev.sluice.ops.cli.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.models.measure.Check;
import dev.sluice.ops.models.measure.Effort;
import dev.sluice.ops.models.measure.Loaded;
import dev.sluice.ops.models.measure.Tuning;
import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.shared.fleet.Benchmarks.Benchmark;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.model.OnnxRuntime;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What {@code pipeline check} has measured.
 *
 * @param ways of each model, by sizes of batch
 * @param modelBytes of all models in memory
 * @param bytesPerPixel of a picture in work
 */
record CheckReport(
        Pipeline pipeline,
        OnnxRuntime runtime,
        Check.Parts parts,
        Map<String, List<Way>> ways,
        OptionalLong modelBytes,
        OptionalDouble bytesPerPixel) {
    static CheckReport of(Loaded loaded, OnnxRuntime runtime, Samples samples) throws Exception {
        OptionalLong models = Check.modelBytes(loaded, runtime);
        OptionalDouble bytes = Check.bytesPerPixel(loaded);
        Check.Parts parts = Check.parts(loaded, samples, Effort.USUAL);
        Map<String, List<Way>> ways = new LinkedHashMap<>();
        for (String model : loaded.pipeline().models().keySet()) {
            ways.put(model, new Tuning(runtime, loaded, model, Effort.USUAL).bySize());
        }
        return new CheckReport(loaded.pipeline(), runtime, parts, ways, models, bytes);
    }

    /** Empty where other programs disturbed it, so that it says little of the pipeline. */
    Optional<Benchmark> benchmark(Instant now) {
        if (ways.values().stream().anyMatch(each -> Tuning.disturbed(each, runtime))) {
            return Optional.empty();
        }
        Optional<Way> slowest =
                ways.values().stream()
                        .map(Tuning::best)
                        .min(Comparator.comparingDouble(way -> way.cost().perSecond()));
        return Optional.of(
                new Benchmark(
                        now,
                        pipeline.version(),
                        runtime.toString(),
                        parts.whole().cpu(),
                        slowest.map(way -> way.cost().perSecond()).orElse(0.0),
                        slowest.map(Way::batch).orElse(0)));
    }

    /**
     * @param folder as the user wrote it
     */
    void print(Console console, String folder) {
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
        ways.forEach((model, each) -> sizes(console, folder, model, each));
        memory(console);
    }

    private void sizes(Console console, String folder, String model, List<Way> each) {
        console.print("");
        console.print("%s by sizes of batch:".formatted(model));
        Table table =
                new Table(
                        Table.Column.number("Batch"),
                        Table.Column.number("ms a picture"),
                        Table.Column.number("CPU-ms a picture"),
                        Table.Column.number("pictures a second"));
        for (Way way : each) {
            table.row(
                    way.batch(),
                    number(way.cost().wall()),
                    number(way.cost().cpu()),
                    "%.0f".formatted(way.cost().perSecond()));
        }
        console.print(table);
        console.print(
                Tuning.disturbed(each, runtime)
                        ? Tuning.DISTURBED
                        : "Best: batch.max %d; `ops/sluice pipeline tune %s` writes it."
                                .formatted(Tuning.best(each).batch(), folder));
    }

    private void memory(Console console) {
        console.print("");
        if (modelBytes.isPresent()) {
            console.print("Models in memory: %.0f MB.".formatted(modelBytes.getAsLong() / 1e6));
        }
        if (bytesPerPixel.isEmpty()) {
            console.print("Memory a picture: not measured, for this system does not tell.");
            return;
        }
        Object said = pipeline.limits().medium().get("bytesPerPixel");
        String now = said == null ? "not said (12)" : said.toString();
        console.print(
                ("Memory a picture: %.1f bytes a pixel (most of plain JPEG, progressive JPEG and"
                                + " RGBA PNG); limits.bytesPerPixel is %s, suggested is %d.")
                        .formatted(
                                bytesPerPixel.getAsDouble(),
                                now,
                                Check.suggested(bytesPerPixel.getAsDouble())));
    }

    void into(ObjectNode facts) {
        facts.put("pipeline", pipeline.name())
                .put("version", pipeline.version())
                .put("good", true)
                .put("machine", runtime.toString())
                .put("pictures", parts.pictures())
                .put("madePicture", parts.made());
        facts.putObject("cpuMillis")
                .put("decode", thousandths(parts.decode().cpu()))
                .put("model", thousandths(parts.model().cpu()))
                .put("rest", thousandths(parts.restCpu()))
                .put("whole", thousandths(parts.whole().cpu()));
        ArrayNode models = facts.putArray("models");
        ways.forEach(
                (name, each) -> {
                    boolean disturbed = Tuning.disturbed(each, runtime);
                    ObjectNode model =
                            models.addObject().put("name", name).put("disturbed", disturbed);
                    if (!disturbed) {
                        model.put("bestBatch", Tuning.best(each).batch());
                    }
                    Machine.into(model.putArray("ways"), each);
                });
        modelBytes.ifPresent(bytes -> facts.put("modelBytes", bytes));
        bytesPerPixel.ifPresent(
                bytes ->
                        facts.put("bytesPerPixel", thousandths(bytes))
                                .put("suggestedBytesPerPixel", Check.suggested(bytes)));
    }

    private static double thousandths(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static String number(double value) {
        return "%.2f".formatted(value);
    }
}
