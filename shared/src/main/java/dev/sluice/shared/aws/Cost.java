package dev.sluice.shared.aws;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What a million jobs cost in requests to AWS, line by line, the dearest first. Machines, storage,
 * transfer and the customers' own uploads are not in it.
 */
public record Cost(List<Line> lines) {
    public Cost {
        lines =
                lines.stream()
                        .sorted(
                                Comparator.comparingDouble(Line::dollarsPerMillion)
                                        .reversed()
                                        .thenComparing(Line::name))
                        .toList();
    }

    /**
     * @param name as in {@link Prices#perMillion}: {@code s3.PutObject}, {@code
     *     dynamodb.writeUnits}, {@code lambda.requests}
     * @param modelled worked out ({@link Modelled}), not counted
     * @param perJob how many of these one job needed
     * @param dollarsPerMillion what they cost for a million jobs
     */
    public record Line(String name, boolean modelled, double perJob, double dollarsPerMillion) {}

    /**
     * If all jobs cost what these did.
     *
     * @param jobs how many jobs made that use, at least 1
     * @param modelled what else applies to the fleet
     */
    public static Cost of(Usage usage, long jobs, Prices prices, Collection<Modelled> modelled) {
        List<Line> lines = new ArrayList<>();
        usage.calls().forEach((name, count) -> lines.add(line(name, false, count, jobs, prices)));
        usage.units().forEach((name, count) -> lines.add(line(name, false, count, jobs, prices)));
        for (Modelled part : modelled) {
            part.perJob(usage, jobs, prices)
                    .forEach((name, each) -> lines.add(line(name, true, each, 1, prices)));
        }
        return new Cost(lines);
    }

    private static Line line(
            String name, boolean modelled, double count, long jobs, Prices prices) {
        double perJob = count / jobs;
        return new Line(name, modelled, perJob, perJob * prices.of(name));
    }

    /** Dollars a million jobs, modelled lines included. */
    public double total() {
        return lines.stream().mapToDouble(Line::dollarsPerMillion).sum();
    }

    /** Dollars a million jobs for what clients saw. */
    public double measured() {
        return lines.stream()
                .filter(line -> !line.modelled())
                .mapToDouble(Line::dollarsPerMillion)
                .sum();
    }
}
