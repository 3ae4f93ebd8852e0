package dev.sluice.dispatcher.backfill;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Pipelines.Route;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which uploads are looked at, and what counts as too long.
 *
 * @param customer that customer's alone
 * @param pipelines those pipelines' alone, by name; empty for all
 * @param stale a row that waits longer without a change has lost its message
 * @param young younger uploads are left alone, for their events may be on their way
 */
public record Scope(
        Optional<String> customer, Set<String> pipelines, Duration stale, Duration young) {
    public static final Duration STALE = Duration.ofHours(1);

    public Scope {
        pipelines = Set.copyOf(pipelines);
    }

    /** All that should long have been done. */
    public static Scope daily(Duration stale) {
        return new Scope(Optional.empty(), Set.of(), stale, stale);
    }

    boolean takes(Route.Matched match) {
        return (customer.isEmpty() || customer.get().equals(match.customerID()))
                && takes(match.pipeline());
    }

    private boolean takes(Pipeline pipeline) {
        return pipelines.isEmpty() || pipelines.contains(pipeline.name());
    }

    /** What all keys in scope begin with, which saves the listing of others. */
    public String prefix(Pipelines all) {
        Map<String, String> known = customer.map(id -> Map.of("customerID", id)).orElseGet(Map::of);
        List<String> starts =
                all.all().stream()
                        .filter(this::takes)
                        .map(pipeline -> pipeline.match().start(known))
                        .toList();
        return starts.stream().reduce(Scope::common).orElse("");
    }

    private static String common(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return a.substring(0, length);
    }
}
