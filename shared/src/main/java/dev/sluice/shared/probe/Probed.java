package dev.sluice.shared.probe;

import java.util.Map;

/**
 * A program that can be asked how it is, by any thread, from before it works until it has ended.
 */
public interface Probed {
    /** Whether it should be left to run; if not, only a new start helps. */
    Health live();

    /** Whether it takes work. */
    Health ready();

    /** What it is and how it is set, without anything that is secret. */
    Map<String, Object> info();

    /**
     * What it measures.
     *
     * @param accept the asker's {@code Accept} header, perhaps empty
     */
    Text metrics(String accept);

    /**
     * @param type its MIME type
     */
    record Text(String type, String text) {}
}
