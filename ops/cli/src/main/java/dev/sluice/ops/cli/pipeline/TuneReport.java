package dev.sluice.ops.cli.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.models.measure.Tuning;
import dev.sluice.ops.models.measure.Tuning.Way;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipeline.ModelFile;
import dev.sluice.worker.model.OnnxRuntime;

import java.util.List;
import java.util.Map;

/**
 * What {@code pipeline tune} has measured. Of models that were disturbed by other programs none is
 * changed, nor any other of the pipeline.
 *
 * @param ways of each model so far
 */
record TuneReport(Map<String, List<Way>> ways, List<Change> all, OnnxRuntime runtime) {
    /**
     * @param key of {@code pipeline.yaml}
     */
    record Change(String key, int from, int to) {}

    void measured(String name, ModelFile is, List<Way> each) {
        ways.put(name, each);
        Way best = Tuning.better(each, is);
        String section = name.equals(Pipeline.MODEL) ? name : "models." + name;
        change(section + ".batch.max", is.batch().max(), best.batch());
        change(section + ".threads", is.threads(), best.threads());
    }

    private void change(String key, int from, int to) {
        if (from != to) {
            all.add(new Change(key, from, to));
        }
    }

    boolean disturbed() {
        return ways.values().stream().anyMatch(each -> Tuning.disturbed(each, runtime));
    }

    /** What is to be written. */
    List<Change> changes() {
        return disturbed() ? List.of() : all;
    }

    void print(Console console) {
        ways.forEach(
                (model, each) -> {
                    console.print(model + ":");
                    console.print(table(each));
                });
        if (disturbed()) {
            console.print(Tuning.DISTURBED);
        }
        changes()
                .forEach(
                        it -> console.print("%s: %d → %d".formatted(it.key(), it.from(), it.to())));
    }

    private Table table(List<Way> each) {
        Table table =
                new Table(
                        Table.Column.number("Threads"),
                        Table.Column.number("Side by side"),
                        Table.Column.number("Batch"),
                        Table.Column.number("pictures a second"),
                        Table.Column.number("CPU-ms a picture"));
        for (Way way : each) {
            table.row(
                    way.threads(),
                    Math.max(1, runtime.cores() / way.threads()),
                    way.batch(),
                    "%.1f".formatted(way.cost().perSecond()),
                    "%.2f".formatted(way.cost().cpu()));
        }
        return table;
    }

    void into(ObjectNode facts, boolean written) {
        facts.put("machine", runtime.toString()).put("disturbed", disturbed());
        ArrayNode models = facts.putArray("models");
        ways.forEach(
                (name, each) ->
                        Machine.into(models.addObject().put("name", name).putArray("ways"), each));
        ArrayNode list = facts.putArray("changes");
        changes()
                .forEach(
                        it ->
                                list.addObject()
                                        .put("key", it.key())
                                        .put("from", it.from())
                                        .put("to", it.to()));
        facts.put("written", written);
    }
}
