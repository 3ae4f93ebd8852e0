package dev.sluice.shared.notify;

/** What became of an attempt to send a notification. */
sealed interface Answer {
    /** For people: why it was not sent; empty if it was. */
    String why();

    /** The receiver has it. */
    record Sent() implements Answer {
        @Override
        public String why() {
            return "";
        }
    }

    /** Not this time: throttled, out of reach, too slow, or the receiver is in trouble. */
    record Later(String why) implements Answer {}

    /** The receiver refuses this notification, and may take another. */
    record Refused(String why) implements Answer {}

    /** The receiver is not there, or takes nothing from us: until somebody mends it. */
    record Closed(String why) implements Answer {}
}
