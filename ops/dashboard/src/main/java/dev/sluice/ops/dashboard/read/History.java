package dev.sluice.ops.dashboard.read;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The last hours, a point every so often, as long as the dashboard runs. */
final class History {
    /** Six hours of one each quarter of a minute. */
    static final int MOST = 1440;

    private final Deque<Point> points = new ArrayDeque<>();

    private record Point(long at, Map<String, Line> byPipeline) {}

    private record Line(
            double waiting,
            @Nullable Double backlog,
            @Nullable Double done,
            @Nullable Double failed) {}

    synchronized void add(Snapshot now) {
        Map<String, Line> lines = new HashMap<>();
        for (Snapshot.PipelineNow each : now.pipelines()) {
            lines.put(
                    each.name(),
                    new Line(
                            each.waiting(),
                            each.backlogSeconds(),
                            each.jobsPerSecond(),
                            each.failedPerSecond()));
        }
        points.add(new Point(now.at(), Map.copyOf(lines)));
        if (points.size() > MOST) {
            points.remove();
        }
    }

    /**
     * A pipeline's, or all together.
     *
     * @param at seconds since 1970
     */
    public record Chart(
            List<Double> at,
            List<@Nullable Double> waiting,
            List<@Nullable Double> backlog,
            List<@Nullable Double> done,
            List<@Nullable Double> failed) {}

    /**
     * @param pipeline by name; empty: all together
     */
    synchronized Chart chart(String pipeline) {
        Chart chart =
                new Chart(
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>());
        for (Point point : points) {
            chart.at().add(point.at() / 1e3);
            List<Line> lines =
                    point.byPipeline().entrySet().stream()
                            .filter(each -> pipeline.isEmpty() || each.getKey().equals(pipeline))
                            .map(Map.Entry::getValue)
                            .toList();
            chart.waiting().add(sum(lines, Line::waiting));
            chart.backlog().add(most(lines, Line::backlog));
            chart.done().add(sum(lines, Line::done));
            chart.failed().add(sum(lines, Line::failed));
        }
        return chart;
    }

    private static @Nullable Double sum(List<Line> lines, Function<Line, @Nullable Double> figure) {
        @Nullable Double sum = null;
        for (Line line : lines) {
            @Nullable Double value = figure.apply(line);
            if (value != null) {
                sum = (sum == null ? 0 : sum) + value;
            }
        }
        return sum;
    }

    private static @Nullable Double most(
            List<Line> lines, Function<Line, @Nullable Double> figure) {
        @Nullable Double most = null;
        for (Line line : lines) {
            @Nullable Double value = figure.apply(line);
            if (value != null && (most == null || value > most)) {
                most = value;
            }
        }
        return most;
    }
}
