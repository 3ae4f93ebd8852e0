package dev.sluice.dispatcher;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the dispatcher did: {@code dispatched}, {@code again}, {@code nothing}, {@code
 * rejected} (or {@code retold} so) and {@code failed} uploads, {@code deleted} ones whose pipeline
 * forgets them, those {@code ignored} because no pipeline takes them, what is no upload ({@code
 * result}, {@code folder}, {@code foreign}, {@code other}), other objects that are {@code removed},
 * {@code malformed} records and messages, {@code dead} letters settled. Alert on {@code failed},
 * {@code malformed} and {@code dead}.
 */
final class Counts {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(Fate fate) {
        add(fate.name());
    }

    void add(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    SortedMap<String, Long> all() {
        SortedMap<String, Long> sorted = new TreeMap<>();
        counts.forEach((what, count) -> sorted.put(what, count.sum()));
        return sorted;
    }
}
