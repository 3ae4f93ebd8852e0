package dev.sluice.ops.bench.against;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.stand.Window;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What two builds' runs by turns tell. */
record Comparison(Series<Window> series, String other) {
    /** Members of the JSON. */
    private static final Map<String, ToDoubleFunction<Window>> FIGURES =
            new TreeMap<>(
                    Map.of(
                            "cpuMs", Window::cpuMillis,
                            "cpuMsWithoutJit", Window::cpuMillisWithoutJit,
                            "picturesPerSecond", Window::perSecond));

    ObjectNode json() {
        Margin margin =
                new Margin(series.ratio(Window::cpuMillis), series.itself(Window::cpuMillis));
        ObjectNode json =
                object().put("pairs", series.runs().size() / 2)
                        .put("ratio", margin.ratio().mean())
                        .put("error", margin.error())
                        .put("allowed", margin.allowed())
                        .put("met", margin.isMet())
                        .put("verdict", margin.sentence(other));
        FIGURES.forEach(
                (name, figure) -> {
                    Ratio ratio = series.ratio(figure);
                    Ratio itself = series.itself(figure);
                    means(json.putObject(name), figure)
                            .put("ratio", ratio.mean())
                            .put("error", ratio.error())
                            .put("itself", itself.mean())
                            .put("itselfError", itself.error());
                });
        var _ = means(json.putObject("cpuMsJit"), Window::jitMillis);
        for (int place = 0; place < series.runs().size(); place++) {
            Window run = series.runs().get(place);
            json.withArrayProperty("runs")
                    .addObject()
                    .put("build", Series.isA(place) ? "this" : "against")
                    .put("warmUp", run.before())
                    .put("pictures", run.jobs())
                    .put("picturesPerSecond", run.perSecond())
                    .put("cpuMs", run.cpuMillis())
                    .put("cpuMsJit", run.jitMillis())
                    .put("residentMB", run.residentBytes() >> 20);
        }
        return json;
    }

    private ObjectNode means(ObjectNode json, ToDoubleFunction<Window> figure) {
        return json.put("this", series.mean(true, figure))
                .put("against", series.mean(false, figure));
    }
}
