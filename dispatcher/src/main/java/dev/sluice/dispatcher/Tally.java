package dev.sluice.dispatcher;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the dispatcher did: {@code dispatched}, {@code again}, {@code nothing}, {@code
 * rejected}, {@code ignored} and {@code failed} events, {@code malformed} messages, {@code dead}
 * letters settled. Alert on {@code failed} and {@code malformed}.
 */
final class Tally {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(Fate fate) {
        add(fate.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    void add(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    SortedMap<String, Long> counts() {
        SortedMap<String, Long> sorted = new TreeMap<>();
        counts.forEach((what, count) -> sorted.put(what, count.sum()));
        return sorted;
    }
}
