package dev.sluice.shared.trace;

import java.util.Optional;

/** A piece of work in a trace, from its beginning until it is closed. */
public interface Span extends AutoCloseable {
    /** Where it is in its trace; empty if there is no trace. */
    Optional<TraceContext> context();

    /** Begins a piece of this one. */
    Span child(String name);

    /** Something that a reader of the trace wants to know of it. */
    void tell(String what, String value);

    /** It did not come to a good end. */
    void failed(String why);

    @Override
    void close();

    /** Writes nothing down, and passes on where the trace comes from. */
    static Span passing(Optional<TraceContext> from) {
        return from.isEmpty() ? Passing.NOTHING : new Passing(from);
    }

    /** What there is where nobody asked for spans. */
    record Passing(Optional<TraceContext> context) implements Span {
        static final Passing NOTHING = new Passing(Optional.empty());

        @Override
        public Span child(String name) {
            return this;
        }

        @Override
        public void tell(String what, String value) {}

        @Override
        public void failed(String why) {}

        @Override
        public void close() {}
    }
}
