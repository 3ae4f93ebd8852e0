package dev.sluice.shared.trace;

import java.time.Instant;
import java.util.Optional;

/** Where spans begin. */
interface Spans {
    /** No spans; headers are passed on. */
    Spans NONE = (beginning, from) -> Span.passing(from);

    /** How a span takes part in its trace. */
    enum Role {
        /** It takes what another program left in a queue. */
        CONSUMER,
        /** It leaves something in a queue. */
        PRODUCER
    }

    /**
     * @param at when it began; empty: now
     */
    record Beginning(String name, Role role, Optional<Instant> at) {}

    Span begin(Beginning beginning, Optional<TraceContext> from);

    /** Sends what has ended. */
    default void flush() {}

    /** Sends what has ended, and no more after that. */
    default void end() {}
}
