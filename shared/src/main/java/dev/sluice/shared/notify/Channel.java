package dev.sluice.shared.notify;

import java.util.Locale;

/**
 * Where notifications go.
 *
 * @param address for people: the topic's or queue's name, the webhook's host
 */
public record Channel(Kind kind, String address) {
    /** By which protocol. */
    public enum Kind {
        TOPIC,
        QUEUE,
        WEBHOOK;

        /** As the settings have it. */
        public String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return kind.written() + " " + address;
    }
}
