package dev.sluice.ops.models.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A comparison as one page of HTML that needs nothing beside it.
 *
 * @param title the pipeline and its two versions
 * @param pairs what they say
 * @param fleet lines on what the fleet has counted of a canary or a shadow
 * @param coreHour dollars that an hour of one core costs; empty where nobody said
 * @param shown pictures side by side, at most
 */
public record ComparisonPage(
        Title title, Pairs pairs, List<String> fleet, OptionalDouble coreHour, int shown) {
    private static final double MILLION = 1e6;
    private static final double MILLIS_PER_HOUR = 3.6e6;

    public ComparisonPage {
        fleet = List.copyOf(fleet);
    }

    /** Whose comparison it is. */
    public record Title(String pipeline, String live, String other) {}

    private static final String STYLE =
            """
            :root { color-scheme: light dark; --line: #8884; --good: #2a7d46; --bad: #c0392b; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
            .pair { display: grid; grid-template-columns: 15rem repeat(2, minmax(0, 17rem)); gap: 1rem; padding: 1rem 0; border-top: 1px solid var(--line); }
            figure { margin: 0; font-size: .85rem; }
            .pair img { display: block; width: 15rem; max-height: 15rem; object-fit: contain; background: #8882; }
            .pair p, figcaption { margin: 0; overflow-wrap: anywhere; }
            .same { color: var(--good); } .other { color: var(--bad); }
            svg { max-width: 100%; height: auto; }
            .bar { fill: #4a7db5; } text { fill: currentColor; font-size: 11px; }
            @media (max-width: 45rem) {
                .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); }
                figure { grid-column: 1 / -1; }
                text { font-size: 18px; }
            }
            """;

    /** The page. */
    public String html() throws IOException {
        StringBuilder page = new StringBuilder();
        String name =
                "%s: version %s beside %s".formatted(title.pipeline(), title.other(), title.live());
        page.append("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>")
                .append(text(name))
                .append(
                        "</title><meta name=\"viewport\" content=\"width=device-width,"
                                + " initial-scale=1\"><style>\n")
                .append(STYLE)
                .append("</style></head>\n<body>\n<h1>")
                .append(text(name))
                .append("</h1>\n");
        figures(page);
        if (!fleet.isEmpty()) {
            page.append("<h2>In the fleet</h2>\n");
            fleet.forEach(line -> page.append("<p>").append(text(line)).append("</p>\n"));
        }
        shifts(page);
        page.append("<h2>Pictures that differ most</h2>\n");
        for (Pair pair : pairs.mostDifferent(shown)) {
            pair(page, pair, title);
        }
        if (!pairs.failed().isEmpty()) {
            page.append("<h2>Pictures that a model failed on</h2>\n<ul>\n");
            pairs.failed().forEach(why -> page.append("<li>").append(text(why)).append("</li>\n"));
            page.append("</ul>\n");
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private void figures(StringBuilder page) {
        page.append(
                        String.format(
                                Locale.ROOT,
                                "<p><b>%.1f %%</b> of %d answers are the same; confidences differ"
                                        + " by %.3f on average.</p>\n",
                                100 * pairs.agreement(),
                                pairs.all().size(),
                                pairs.shift()))
                .append("<table><tr><td></td><th class=\"n\" scope=\"col\">")
                .append(text(title.live()))
                .append(" (live)</th><th class=\"n\" scope=\"col\">")
                .append(text(title.other()))
                .append("</th></tr>\n");
        row(
                page,
                "picture alone, median ms",
                q(0.5, pair -> pair.live().millis()),
                q(0.5, pair -> pair.other().millis()));
        row(
                page,
                "picture alone, slowest of 20, ms",
                q(0.95, pair -> pair.live().millis()),
                q(0.95, pair -> pair.other().millis()));
        double live = pairs.mean(Pair::liveCpu) * MILLION / MILLIS_PER_HOUR;
        double other = pairs.mean(Pair::otherCpu) * MILLION / MILLIS_PER_HOUR;
        row(page, "core-hours a million pictures", live, other);
        coreHour.ifPresent(
                dollars ->
                        row(
                                page,
                                String.format(
                                        Locale.ROOT,
                                        "dollars a million, at %.4f a core-hour",
                                        dollars),
                                live * dollars,
                                other * dollars));
        page.append("</table>\n");
    }

    private double q(double share, ToDoubleFunction<Pair> figure) {
        return pairs.quantile(share, figure);
    }

    private static void row(StringBuilder page, String what, double live, double other) {
        page.append("<tr><td>")
                .append(text(what))
                .append(
                        String.format(
                                Locale.ROOT,
                                "</td><td class=\"n\">%.2f</td><td class=\"n\">%.2f</td></tr>\n",
                                live,
                                other));
    }

    /** How many shifted by how much, in twenty bars from -1 to 1. */
    private void shifts(StringBuilder page) {
        int[] counts = new int[20];
        for (Pair pair : pairs.all()) {
            counts[(int) Math.clamp(Math.floor((pair.shift() + 1) * 10), 0, 19)]++;
        }
        int most = 1;
        for (int count : counts) {
            most = Math.max(most, count);
        }
        page.append("<h2>Shift of confidence</h2>\n")
                .append("<svg viewBox=\"0 -8 620 158\" width=\"620\" role=\"img\">")
                .append("<title>pictures by how much surer the other version is</title>\n");
        for (int i = 0; i < counts.length; i++) {
            double height = 100.0 * counts[i] / most;
            page.append(
                    String.format(
                            Locale.ROOT,
                            "<rect class=\"bar\" x=\"%d\" y=\"%.1f\" width=\"28\""
                                    + " height=\"%.1f\"/>",
                            10 + 30 * i,
                            115 - height,
                            height));
            if (counts[i] > 0) {
                page.append(
                        String.format(
                                Locale.ROOT,
                                "<text x=\"%d\" y=\"%.1f\" text-anchor=\"middle\">%d</text>\n",
                                24 + 30 * i,
                                112 - height,
                                counts[i]));
            }
        }
        page.append(
                "<text x=\"10\" y=\"135\">−1: less sure</text><text x=\"310\" y=\"135\""
                        + " text-anchor=\"middle\">0</text><text x=\"610\" y=\"135\""
                        + " text-anchor=\"end\">surer: +1</text></svg>\n");
    }

    private static void pair(StringBuilder page, Pair pair, Title title) throws IOException {
        String file = text(String.valueOf(pair.file().getFileName()));
        page.append("<div class=\"pair\"><figure><img loading=\"lazy\" alt=\"\" src=\"")
                .append(Thumbnail.of(Files.readAllBytes(pair.file())))
                .append("\"><figcaption>")
                .append(file)
                .append("</figcaption></figure>\n<p><b>")
                .append(text(title.live()))
                .append(" (live)</b><br>")
                .append(text(pair.live().headline()))
                .append(
                        String.format(
                                Locale.ROOT,
                                "<br>%.1f ms</p>\n<p><b>%s: <span class=\"%s\">%s</span></b><br>",
                                pair.live().millis(),
                                text(title.other()),
                                pair.agrees() ? "same" : "other",
                                pair.agrees() ? "the same" : "another answer"))
                .append(text(pair.other().headline()))
                .append(
                        String.format(
                                Locale.ROOT,
                                "<br>%.1f ms, confidence %+.3f</p></div>\n",
                                pair.other().millis(),
                                pair.shift()));
    }

    private static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
