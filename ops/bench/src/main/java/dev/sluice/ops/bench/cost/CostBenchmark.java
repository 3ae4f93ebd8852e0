package dev.sluice.ops.bench.cost;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
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
public final class CostBenchmark {
    private CostBenchmark() {}

    public static JsonNode run(Bench bench) throws Exception {
        Prices prices = Prices.shipped();
        ObjectNode json = object();
        Usage idle;
        try (Stand stand = stand(bench, "idle", Mode.OBJECT)) {
            idle = FleetRun.of(stand, Mode.OBJECT, 0, List.of());
        }
        for (Mode mode : Mode.values()) {
            try (Stand stand = stand(bench, mode.member, mode)) {
                Usage whole = FleetRun.of(stand, mode, mode.pictures, pictures(mode));
                Bill bill = new Bill(mode, whole, whole.since(idle), prices);
                json.set(mode.member, json(bill, mode.floor(prices)));
            }
        }
        json.set("floor", lines(Mode.COMPLETED_ONLY.floor(prices)));
        return json.put("prices", prices.date());
    }

    private static Stand stand(Bench bench, String name, Mode mode)
            throws IOException, InterruptedException {
        return Stand.open(bench, name, mode::addTo, Map.of("RESULT_BUCKET_NAME", "results"));
    }

    private static List<byte[]> pictures(Mode mode) {
        if (mode != Mode.FLAKES) {
            return Photos.jpegs();
        }
        List<byte[]> real = Samples.micrographs().stream().map(Sample::bytes).toList();
        return real.isEmpty() ? List.of(Micrograph.generate(1, 1920, 1200, 1, 2).jpeg()) : real;
    }

    private static ObjectNode json(Bill bill, Cost floor) {
        Mode mode = bill.mode();
        ObjectNode json = lines(bill.cost());
        if (mode.goal > 0) {
            json.put("goal", mode.goal);
        }
        json.put("floorDollarsPerMillion", floor.total())
                .put("wholeRunDollarsPerMillion", bill.wholeRun())
                .put("pictures", mode.pictures);
        if (mode.packed()) {
            json.put("picturesPerPack", bill.picturesPerPack());
        }
        json.put("writeUnitsPerPicture", bill.writeUnitsPerPicture());
        ObjectNode variants = json.putObject("onTopModelled");
        bill.variants().forEach(variants::put);
        return json;
    }

    private static ObjectNode lines(Cost cost) {
        ObjectNode json = object().put("dollarsPerMillion", cost.total());
        ArrayNode lines = json.putArray("lines");
        for (Cost.Line line : cost.lines()) {
            lines.addObject()
                    .put("name", line.name())
                    .put("modelled", line.modelled())
                    .put("perPicture", line.perJob())
                    .put("dollarsPerMillion", line.dollarsPerMillion());
        }
        return json;
    }
}
