package dev.sluice.ops.bench.against;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.against.Series.Ratio;
import dev.sluice.ops.bench.stand.Window;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What two builds' runs by turns tell. */
record Comparison(Series<Window> series, String other) {
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
        add(json.putObject("cpuMs"), Window::cpuMillis);
        add(json.putObject("cpuMsWithoutJit"), Window::cpuMillisWithoutJit);
        add(json.putObject("picturesPerSecond"), Window::perSecond);
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

    private void add(ObjectNode json, ToDoubleFunction<Window> figure) {
        Ratio ratio = series.ratio(figure);
        Ratio itself = series.itself(figure);
        means(json, figure)
                .put("ratio", ratio.mean())
                .put("error", ratio.error())
                .put("itself", itself.mean())
                .put("itselfError", itself.error());
    }

    private ObjectNode means(ObjectNode json, ToDoubleFunction<Window> figure) {
        return json.put("this", series.mean(true, figure))
                .put("against", series.mean(false, figure));
    }

    /** Whether this build costs more than may be: over the other's, and over its own run before. */
    record Margin(Ratio ratio, Ratio itself) {
        /** What a change may cost: less is hard to see on a shared machine. */
        private static final double ALLOWED = 0.02;

        private static final String NOISY =
                " That is this run's own error; more pairs, or an idle machine, would tell less.";

        /** The run's own error: that of the ratio, or that of a build against itself if larger. */
        double error() {
            return Math.max(ratio.error(), itself.error());
        }

        /** 2 %, or the run's own error if that is larger. */
        double allowed() {
            return Math.max(ALLOWED, error());
        }

        boolean isMet() {
            return ratio.mean() - 1 <= allowed();
        }

        String sentence(String other) {
            double percent = Math.abs(ratio.mean() - 1) * 100;
            String more = ratio.mean() < 1 ? "less" : "more";
            String sentence =
                    String.format(
                            Locale.ROOT,
                            "A picture costs %.1f %% %s CPU than with %s, ± %.1f %%; at most %.1f"
                                    + " %% more was allowed: %s.",
                            percent,
                            more,
                            other,
                            error() * 100,
                            allowed() * 100,
                            isMet() ? "met" : "missed");
            return error() > ALLOWED ? sentence + NOISY : sentence;
        }
    }
}
