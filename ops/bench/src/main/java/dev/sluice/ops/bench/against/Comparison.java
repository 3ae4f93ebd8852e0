package dev.sluice.ops.bench.against;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.stand.Window;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What two builds' runs by turns tell.
 *
 * @param series A is this build
 * @param other the other one's name
 */
record Comparison(Series<Window> series, String other) {
    private static final String SHAPE = "%-26s %11s %11s   %-15s %s";

    private static final List<Figure> FIGURES =
            List.of(
                    new Figure("CPU-ms a picture", "cpuMs", Window::cpuMillis),
                    new Figure(
                            "… without JIT compilers",
                            "cpuMsWithoutJit",
                            Window::cpuMillisWithoutJit),
                    new Figure("pictures/s", "picturesPerSecond", Window::perSecond));

    /**
     * One of the numbers that each run gives.
     *
     * @param member of the JSON
     */
    private record Figure(String label, String member, ToDoubleFunction<Window> of) {}

    Verdict verdict() {
        return new Verdict(series.ratio(Window::cpuMillis), series.itself(Window::cpuMillis));
    }

    void say(Bench bench) {
        bench.say(SHAPE, "", "this build", other, "ratio", "a build to itself");
        for (Figure figure : FIGURES) {
            bench.say(
                    SHAPE,
                    figure.label,
                    number(series.mean(true, figure.of)),
                    number(series.mean(false, figure.of)),
                    text(series.ratio(figure.of)),
                    text(series.itself(figure.of)));
        }
        bench.say(
                SHAPE,
                "JIT compilers, CPU-ms",
                number(series.mean(true, Window::jitMillis)),
                number(series.mean(false, Window::jitMillis)),
                "",
                "");
        bench.say("(± is half of a 95 %% confidence interval)");
        bench.say("%s", verdict().sentence(other));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String text(Ratio ratio) {
        return number(ratio.mean()) + " ± " + number(ratio.mean() * ratio.error());
    }

    ObjectNode json() {
        Verdict verdict = verdict();
        ObjectNode json =
                BenchFile.object()
                        .put("pairs", series.runs().size() / 2)
                        .put("ratio", rounded(verdict.ratio().mean()))
                        .put("error", rounded(verdict.error()))
                        .put("allowed", rounded(verdict.allowed()))
                        .put("met", verdict.isMet())
                        .put("verdict", verdict.sentence(other));
        for (Figure figure : FIGURES) {
            Ratio ratio = series.ratio(figure.of);
            Ratio itself = series.itself(figure.of);
            json.putObject(figure.member)
                    .put("this", rounded(series.mean(true, figure.of)))
                    .put("against", rounded(series.mean(false, figure.of)))
                    .put("ratio", rounded(ratio.mean()))
                    .put("error", rounded(ratio.error()))
                    .put("itself", rounded(itself.mean()))
                    .put("itselfError", rounded(itself.error()));
        }
        json.putObject("cpuMsJit")
                .put("this", rounded(series.mean(true, Window::jitMillis)))
                .put("against", rounded(series.mean(false, Window::jitMillis)));
        for (int place = 0; place < series.runs().size(); place++) {
            Window run = series.runs().get(place);
            json.withArrayProperty("runs")
                    .addObject()
                    .put("build", Series.isA(place) ? "this" : "against")
                    .put("warmUp", run.before())
                    .put("pictures", run.jobs())
                    .put("picturesPerSecond", rounded(run.perSecond()))
                    .put("cpuMs", rounded(run.cpuMillis()))
                    .put("cpuMsJit", rounded(run.jitMillis()))
                    .put("residentMB", run.residentBytes() >> 20);
        }
        return json;
    }

    private static double rounded(double value) {
        return BenchFile.rounded(value, 4);
    }
}
