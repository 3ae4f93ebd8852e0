package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.aws.Prices;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What requests to AWS cost, of the last ten minutes.
 *
 * @param now dollars a million jobs; null if none ended
 * @param floor what it cannot be below
 * @param jobs that ended
 * @param lines the dearest first
 * @param customers the busiest first, since their workers started
 * @param prices the date of the list
 */
public record Costs(
        @Nullable Double now,
        double floor,
        double jobs,
        List<Line> lines,
        List<Customer> customers,
        String prices) {
    /**
     * A kind of request; the last one is what DynamoDB's units cost, which requests do not tell.
     *
     * @param dollars a million jobs
     */
    public record Line(
            String name,
            @Nullable Double perSecond,
            @Nullable Double perJob,
            @Nullable Double dollars) {}

    public record Customer(String name, double jobs, @Nullable Double dollars) {}

    static Costs of(Figures figures, Prices prices) {
        Counters counters = figures.counters();
        double jobs = figures.ended();
        double seconds = counters.seconds(Counters.KEPT);
        @Nullable Double now = figures.dollarsPerMillion();
        List<Line> lines = new ArrayList<>();
        double sum = 0;
        for (Map.Entry<String, Double> each : requests(counters).entrySet()) {
            double price = prices.perMillion().getOrDefault(each.getKey(), 0.0);
            @Nullable Double perJob = jobs <= 0 ? null : each.getValue() / jobs;
            sum += perJob == null ? 0 : perJob * price;
            lines.add(
                    new Line(
                            each.getKey(),
                            seconds <= 0 ? null : each.getValue() / seconds,
                            perJob,
                            perJob == null ? null : perJob * price));
        }
        if (now != null && now > sum) {
            lines.add(new Line("dynamodb, by units", null, null, now - sum));
        }
        lines.sort(
                Comparator.comparingDouble(
                                (Line line) -> {
                                    Double dollars = line.dollars();
                                    return dollars == null ? 0 : dollars;
                                })
                        .reversed()
                        .thenComparing(Line::name));
        return new Costs(
                now,
                Floor.dollarsPerMillion(prices),
                jobs,
                List.copyOf(lines),
                customers(figures.told()),
                prices.date());
    }

    private static Map<String, Double> requests(Counters counters) {
        Map<String, Double> requests = new HashMap<>();
        counters.growths("sluice_aws_requests_total", Counters.KEPT)
                .forEach(
                        (labels, count) -> {
                            String name =
                                    labels.getOrDefault("service", "")
                                            + "."
                                            + labels.getOrDefault("operation", "");
                            if (count > 0) {
                                requests.merge(name, count, Double::sum);
                            }
                        });
        return requests;
    }

    private static List<Customer> customers(Map<URI, Exposition> told) {
        Map<String, Double> jobs = new HashMap<>();
        Map<String, Double> dollars = new HashMap<>();
        for (Exposition each : told.values()) {
            for (Exposition.Sample sample : each.samples()) {
                if (sample.name().equals("sluice_customer_jobs_total")) {
                    jobs.merge(sample.label("customer"), sample.value(), Double::sum);
                }
            }
        }
        for (Exposition each : told.values()) {
            Map<String, Double> here = new HashMap<>();
            each.samples().stream()
                    .filter(sample -> sample.name().equals("sluice_customer_jobs_total"))
                    .forEach(sample -> here.put(sample.label("customer"), sample.value()));
            each.samples().stream()
                    .filter(sample -> sample.name().startsWith("sluice_customer_cost"))
                    .filter(sample -> Double.isFinite(sample.value()))
                    .forEach(
                            sample ->
                                    dollars.merge(
                                            sample.label("customer"),
                                            sample.value()
                                                    * here.getOrDefault(
                                                            sample.label("customer"), 0.0),
                                            Double::sum));
        }
        return jobs.entrySet().stream()
                .map(
                        each -> {
                            Double all = dollars.get(each.getKey());
                            return new Customer(
                                    each.getKey(),
                                    each.getValue(),
                                    all == null || each.getValue() <= 0
                                            ? null
                                            : all / each.getValue());
                        })
                .sorted(Comparator.comparingDouble(Customer::jobs).reversed())
                .toList();
    }
}
