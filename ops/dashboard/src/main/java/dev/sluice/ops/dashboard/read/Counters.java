package dev.sluice.ops.dashboard.read;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How counters of several programs grow. One that began anew counts from 0, and one whose program
 * is gone keeps what it had.
 */
final class Counters {
    /** Looks are kept as long as the longest window. */
    static final Duration KEPT = Duration.ofMinutes(10);

    private record Source(URI program, Exposition.Sample sample) {
        Object key() {
            return List.of(program, sample.name(), sample.labels());
        }
    }

    private record Look(Instant at, Map<Key, Double> grown) {}

    /** A counter of all programs. */
    record Key(String name, Map<String, String> labels) {}

    private final Set<URI> programs = new HashSet<>();
    private final Map<Object, Double> last = new HashMap<>();
    private final Map<Key, Double> grown = new HashMap<>();
    private final Deque<Look> looks = new ArrayDeque<>();

    /**
     * Adds a look. What a counter has when its program is first seen is not growth; one that a
     * known program begins is, from 0.
     */
    void look(Instant now, Map<URI, Exposition> told) {
        Set<URI> before = Set.copyOf(programs);
        told.forEach(
                (program, exposition) ->
                        exposition.samples().stream()
                                .filter(sample -> sample.name().endsWith("_total"))
                                .filter(sample -> Double.isFinite(sample.value()))
                                .forEach(
                                        sample ->
                                                add(
                                                        new Source(program, sample),
                                                        before.contains(program))));
        programs.addAll(told.keySet());
        looks.add(new Look(now, Map.copyOf(grown)));
        while (looks.size() > 2 && looks.getFirst().at().isBefore(now.minus(KEPT))) {
            looks.removeFirst();
        }
    }

    private void add(Source source, boolean known) {
        double value = source.sample().value();
        Double before = last.put(source.key(), value);
        Key key = new Key(source.sample().name(), source.sample().labels());
        double more = before == null ? known ? value : 0 : value >= before ? value - before : value;
        grown.merge(key, more, Double::sum);
    }

    /**
     * How much the counters of a name grew within a window that ends with the last look.
     *
     * @param which of them, by their labels
     */
    double growth(String name, Predicate<Map<String, String>> which, Duration window) {
        Look then = then(window);
        double sum = 0;
        for (Map.Entry<Key, Double> each : grown.entrySet()) {
            if (each.getKey().name().equals(name) && which.test(each.getKey().labels())) {
                sum += each.getValue() - then.grown().getOrDefault(each.getKey(), 0.0);
            }
        }
        return sum;
    }

    /** The same for each of them, by its labels. */
    Map<Map<String, String>, Double> growths(String name, Duration window) {
        Look then = then(window);
        Map<Map<String, String>, Double> all = new HashMap<>();
        grown.forEach(
                (key, value) -> {
                    if (key.name().equals(name)) {
                        all.put(key.labels(), value - then.grown().getOrDefault(key, 0.0));
                    }
                });
        return all;
    }

    /** Seconds that a window really has. */
    double seconds(Duration window) {
        return looks.isEmpty()
                ? 0
                : Duration.between(then(window).at(), looks.getLast().at()).toMillis() / 1e3;
    }

    /** The last look before the window, or the first there is. */
    private Look then(Duration window) {
        if (looks.isEmpty()) {
            return new Look(Instant.EPOCH, Map.of());
        }
        Instant from = looks.getLast().at().minus(window);
        Look then = looks.getFirst();
        for (Look look : looks) {
            if (look.at().isAfter(from)) {
                break;
            }
            then = look;
        }
        return then;
    }
}
