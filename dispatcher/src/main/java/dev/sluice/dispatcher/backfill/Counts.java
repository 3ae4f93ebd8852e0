package dev.sluice.dispatcher.backfill;

import dev.sluice.dispatcher.backfill.Finding.Kind;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a backfill has found so far. */
public final class Counts {
    private final Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
    private long listed;
    private long sent;

    void listed(int objects) {
        listed += objects;
    }

    void sent(int jobs) {
        sent += jobs;
    }

    void add(Kind kind, int count) {
        if (count > 0) {
            kinds.merge(kind, (long) count, Long::sum);
        }
    }

    /** Objects listed. */
    public long listed() {
        return listed;
    }

    /** Jobs sent. */
    public long sent() {
        return sent;
    }

    /** Jobs to be sent: missing, replaced and stale uploads. */
    public long lacking() {
        return of(Kind.MISSING) + of(Kind.REPLACED) + of(Kind.STALE);
    }

    /** Jobs that were found and left, for their queue was full too long or failed. */
    public long left() {
        return of(Kind.LEFT);
    }

    /** Jobs that were found and left, for their pipeline is paused. */
    public long paused() {
        return of(Kind.PAUSED);
    }

    private long of(Kind kind) {
        return kinds.getOrDefault(kind, 0L);
    }

    /** By kind of finding, in lower case, in a fixed order; what was not found is left out. */
    public Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        kinds.forEach((kind, count) -> all.put(kind.name().toLowerCase(Locale.ROOT), count));
        return all;
    }

    @Override
    public String toString() {
        return "%d objects, %d jobs sent, %s".formatted(listed, sent, all());
    }
}
