package dev.sluice.dispatcher;

import dev.sluice.shared.event.ObjectEvent;

/** One record of a message: each is judged by itself. */
sealed interface S3Record {
    /** It tells of an object. */
    record Event(ObjectEvent event) implements S3Record {}

    /** Something else that S3 tells, such as a changed tag. */
    record Other() implements S3Record {}

    /**
     * It is no record of S3's, or lacks what any event must have, and will not get it by waiting.
     *
     * @param text all of it
     */
    record Malformed(String why, String text) implements S3Record {}
}
