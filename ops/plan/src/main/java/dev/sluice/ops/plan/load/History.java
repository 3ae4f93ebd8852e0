package dev.sluice.ops.plan.load;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.TextFile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a queue was sent, as CloudWatch has it: a line {@code 2026-11-20T10:00:00Z,1200} for each
 * period, comma or tab between, in any order, a heading or not. A period that is missing had none,
 * for CloudWatch keeps no zeros of a queue that sleeps.
 *
 * <pre>{@code
 * aws cloudwatch get-metric-statistics --namespace AWS/SQS --metric-name NumberOfMessagesSent \
 *     --dimensions Name=QueueName,Value=sluice-flakes --statistics Sum --period 60 \
 *     --start-time 2026-11-20T00:00:00Z --end-time 2026-11-21T00:00:00Z \
 *     --query 'Datapoints[].[Timestamp,Sum]' --output text > history.csv
 * }</pre>
 */
public final class History {
    private static final int SHOWN = 5;

    private final String name;
    private final Problems problems;
    private final TreeMap<Instant, Double> sent = new TreeMap<>();
    private int wrong;

    private History(String name, Problems problems) {
        this.name = name;
        this.problems = problems;
    }

    /**
     * @return what it says; a second without jobs, with problems noted, if it says nothing usable
     */
    public static Load read(Path file, Problems problems) {
        History history = new History(file.toString(), problems);
        try {
            List<String> lines = TextFile.read(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                history.line(i + 1, lines.get(i).strip());
            }
        } catch (IOException e) {
            problems.add(history.name, "cannot be read: " + e.getMessage());
            return nothing();
        }
        return history.load();
    }

    private static Load nothing() {
        return new Load(Instant.EPOCH, Duration.ofSeconds(1), 0);
    }

    private void line(int number, String line) {
        String[] cells = line.split("[,\t]", -1);
        if (line.isEmpty() || (number == 1 && !Character.isDigit(cells[0].charAt(0)))) {
            return;
        }
        try {
            double value = cells.length < 2 ? Double.NaN : Double.parseDouble(cells[1].strip());
            if (value >= 0 && value < Double.POSITIVE_INFINITY) {
                Instant time = OffsetDateTime.parse(cells[0].strip()).toInstant();
                if (sent.put(time, value) != null) {
                    wrong(number, "has a time that another line has, too");
                }
                return;
            }
        } catch (NumberFormatException | DateTimeException e) {
            // said below
        }
        wrong(number, "must be a time and a number, such as 2026-11-20T10:00:00Z,1200");
    }

    private void wrong(int number, String what) {
        if (wrong++ < SHOWN) {
            problems.add("%s, line %d".formatted(name, number), what);
        }
    }

    private Load load() {
        if (wrong > SHOWN) {
            problems.add(name, "has %d more such lines".formatted(wrong - SHOWN));
        }
        if (sent.size() < 2) {
            problems.add(name, "must have two periods at least");
            return nothing();
        }
        Duration step = period();
        Duration length = Duration.between(sent.firstKey(), sent.lastKey()).plus(step);
        if (step.toSeconds() < 1 || length.compareTo(Load.LONGEST) > 0) {
            problems.add(
                    name,
                    "has periods of %s over %s; must be 1 s at least, over %d days at most"
                            .formatted(step, length, Load.LONGEST.toDays()));
            return nothing();
        }
        return new Load(sent.firstKey(), step, rates(step, length));
    }

    /** The longest period that all gaps are multiples of, for some periods may be missing. */
    private Duration period() {
        long seconds = 0;
        for (Instant time : sent.keySet()) {
            seconds = divisor(seconds, Duration.between(sent.firstKey(), time).toSeconds());
        }
        return Duration.ofSeconds(seconds);
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    private double[] rates(Duration step, Duration length) {
        double[] rates = new double[Math.toIntExact(length.dividedBy(step))];
        for (Map.Entry<Instant, Double> each : sent.entrySet()) {
            Duration since = Duration.between(sent.firstKey(), each.getKey());
            int index = Math.min(rates.length - 1, Math.toIntExact(since.dividedBy(step)));
            rates[index] += each.getValue() / (step.toMillis() / 1e3);
        }
        return rates;
    }
}
