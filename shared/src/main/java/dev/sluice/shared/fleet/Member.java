package dev.sluice.shared.fleet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One program of a fleet, the same from its start to its end.
 *
 * @param id of this run of it: a program that is started again is another member
 * @param host the machine's name for itself
 * @param instanceID EC2's, where there is one
 */
public record Member(
        Kind kind, String id, String host, Optional<String> instanceID, Instant startedAt) {
    /** What it does. */
    public enum Kind {
        WORKER,
        DISPATCHER;

        /** How its rows begin. */
        String prefix() {
            return name().toLowerCase(Locale.ROOT) + "#";
        }
    }

    /** This process, under an ID that nobody else has. */
    public static Member ofProcess(Kind kind, Instant startedAt, Optional<String> instanceID) {
        return new Member(
                kind,
                UUID.randomUUID().toString().substring(0, 13),
                hostName(),
                instanceID,
                startedAt);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** The sort key of its row. */
    String item() {
        return kind.prefix() + id;
    }
}
