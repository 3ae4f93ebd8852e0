package dev.sluice.dispatcher;

import dev.sluice.shared.event.ObjectEvent;
import dev.sluice.shared.trace.TraceContext;

import java.util.Optional;

/** One record of a message: each is judged by itself. */
sealed interface S3Record {
    /**
     * It tells of an object.
     *
     * @param trace where it is in a trace, if it says so
     */
    record Event(ObjectEvent event, Optional<TraceContext> trace) implements S3Record {
        Event(ObjectEvent event) {
            this(event, Optional.empty());
        }

        /** The same, in this trace if it does not name one itself. */
        Event in(Optional<TraceContext> outer) {
            return trace.isPresent() ? this : new Event(event, outer);
        }
    }

    /** Something else that S3 tells, such as a changed tag. */
    record Other() implements S3Record {}

    /**
     * It is no record of S3's, or lacks what any event must have, and will not get it by waiting.
     *
     * @param text all of it
     */
    record Malformed(String why, String text) implements S3Record {}
}
