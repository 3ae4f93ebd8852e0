package dev.sluice.ops.bench.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.local.samples.Micrograph;
import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.aws.Cost;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Dollars a million pictures, by way of storing results, beside the least that it could be. */
public final class CostBenchmark implements Benchmark {
    private static final int DECIMALS = 4;

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public String about() {
        return "dollars a million pictures, from counted requests (about 3 minutes)";
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        Prices prices = Prices.shipped();
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"));
        for (Mode mode : Mode.values()) {
            mode.addTo(pipelines);
        }
        ObjectNode json = BenchFile.object();
        bench.say(
                "Dispatcher and worker in their own processes work off uploads of one customer that"
                        + " wait; results go to a second bucket. Requests counted by both, prices"
                        + " of %s (%s). Machines, storage and the customer's own uploads are not in"
                        + " it.",
                prices.date(), prices.region());
        Usage idle;
        try (Stand stand = stand(bench, "idle", pipelines)) {
            idle = FleetRun.idle(stand, Mode.OBJECT).both();
        }
        for (Mode mode : Mode.values()) {
            try (Stand stand = stand(bench, mode.member(), pipelines)) {
                FleetRun run = FleetRun.of(stand, mode, pictures(mode));
                Bill bill = new Bill(mode, run.both(), idle, prices);
                say(
                        bench,
                        bill,
                        stand.settings().tuning().permits(stand.pipeline(mode.pipeline())));
                json.set(mode.member(), json(bill));
            }
        }
        Cost floor = Floor.of(Mode.COMPLETED_ONLY.puts(), 1, prices);
        json.set("floor", lines(floor));
        json.put("prices", prices.date());
        return json;
    }

    /** For one run, see {@link FleetRun}. */
    private static Stand stand(Bench bench, String name, BenchPipelines pipelines)
            throws IOException, InterruptedException {
        return Stand.open(
                bench, name, pipelines.repository(), Map.of("RESULT_BUCKET_NAME", "results"));
    }

    private static List<byte[]> pictures(Mode mode) {
        if (mode != Mode.FLAKES) {
            return Photos.jpegs();
        }
        List<byte[]> real = Samples.micrographs().stream().map(Sample::bytes).toList();
        return real.isEmpty() ? List.of(Micrograph.generate(1, 1920, 1200, 1, 2).jpeg()) : real;
    }

    private static void say(Bench bench, Bill bill, int permits) {
        Mode mode = bill.mode();
        bench.say("");
        bench.say(
                "%s: $%.2f a million pictures%s; the floor is $%.2f (%d pictures, %s)",
                mode.member(),
                bill.cost().total(),
                mode.goal().isPresent()
                        ? "%s, goal $%.2f"
                                .formatted(
                                        bill.cost().total() <= mode.goal().getAsDouble()
                                                ? ""
                                                : " (MISSED)",
                                        mode.goal().getAsDouble())
                        : "",
                bill.floor().total(),
                mode.pictures(),
                mode.packed()
                        ? "%.0f pictures a pack of at most %d, one customer, %d permits"
                                .formatted(bill.picturesPerPack(), Mode.LINES, permits)
                        : mode.objects() + " result objects each");
        bench.say("  %-34s %10s %10s", "", "a picture", "$ a million");
        for (Cost.Line line : bill.cost().lines()) {
            bench.say(
                    "  %-34s %10.4f %10.4f",
                    line.name() + (line.modelled() ? " (modelled)" : ""),
                    line.perJob(),
                    line.dollarsPerMillion());
        }
        bench.say(
                "  with start-up and idle polls of this short run $%.2f; %.3f write units a row's"
                        + " write (at most 1 as long as rows stay under 1 KB)",
                bill.wholeRun(), bill.unitsPerWrite());
        bench.say(
                "  modelled, on top of it: results in the uploads' bucket $%.2f, Lambda as"
                        + " dispatcher $%.2f, KMS with bucket keys $%.2f",
                bill.variants().getOrDefault("resultsInUploadsBucket", 0.0),
                bill.variants().getOrDefault("lambdaAsDispatcher", 0.0),
                bill.variants().getOrDefault("kmsWithBucketKeys", 0.0));
    }

    private static ObjectNode json(Bill bill) {
        ObjectNode json = lines(bill.cost());
        Mode mode = bill.mode();
        mode.goal().ifPresent(goal -> json.put("goal", goal));
        json.put("floorDollarsPerMillion", rounded(bill.floor().total()));
        json.put("wholeRunDollarsPerMillion", rounded(bill.wholeRun()));
        json.put("pictures", mode.pictures());
        if (mode.packed()) {
            json.put("picturesPerPack", BenchFile.rounded(bill.picturesPerPack(), 1));
        }
        json.put("writeUnitsPerRowWrite", rounded(bill.unitsPerWrite()));
        ObjectNode variants = json.putObject("onTopModelled");
        bill.variants().forEach((name, dollars) -> variants.put(name, rounded(dollars)));
        return json;
    }

    private static ObjectNode lines(Cost cost) {
        ObjectNode json = BenchFile.object();
        json.put("dollarsPerMillion", rounded(cost.total()));
        ArrayNode lines = json.putArray("lines");
        for (Cost.Line line : cost.lines()) {
            lines.addObject()
                    .put("name", line.name())
                    .put("modelled", line.modelled())
                    .put("perPicture", rounded(line.perJob()))
                    .put("dollarsPerMillion", rounded(line.dollarsPerMillion()));
        }
        return json;
    }

    private static double rounded(double value) {
        return BenchFile.rounded(value, DECIMALS);
    }
}
