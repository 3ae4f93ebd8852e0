package dev.sluice.shared.job;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which upload of a key a job is for, as one string that orders them (RULES 1): S3's sequencer,
 * upper case, padded on the right to 32 hexadecimal digits; the event time in epoch milliseconds,
 * 13 digits; the run, 4 digits. Newer wins everywhere.
 */
public record Generation(String value) implements Comparable<Generation> {
    private static final int SEQUENCER = 32;
    private static final Pattern HEX = Pattern.compile("[0-9A-F]{1,32}");
    private static final Pattern FORM = Pattern.compile("[0-9A-F]{32}\\.[0-9]{13}\\.[0-9]{4}");

    public Generation {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a generation: \"" + value + "\"");
        }
    }

    /**
     * The generation of an upload event.
     *
     * @param sequencer as the event has it; empty where the store sends none, and the time decides
     * @throws IllegalArgumentException if the sequencer is not hexadecimal, or the time is before
     *     1970 or after 2286
     */
    public static Generation of(Optional<String> sequencer, Instant eventTime) {
        String hex = sequencer.orElse("0").toUpperCase(Locale.ROOT);
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a sequencer: \"" + hex + "\"");
        }
        return new Generation(
                hex
                        + "0".repeat(SEQUENCER - hex.length())
                        + String.format(Locale.ROOT, ".%013d.%04d", eventTime.toEpochMilli(), 0));
    }

    /** Whether a stored text is a generation, and not something that somebody else wrote. */
    public static boolean isOne(String value) {
        return FORM.matcher(value).matches();
    }

    /** The same upload, processed again: newer than this, older than any later upload. */
    public Generation nextRun() {
        int dot = value.lastIndexOf('.');
        int run = Integer.parseInt(value.substring(dot + 1));
        return new Generation(
                value.substring(0, dot) + String.format(Locale.ROOT, ".%04d", run + 1));
    }

    /** The order of uploads of two keys, whose sequencers say nothing: event time, then run. */
    public int compareAcrossKeys(Generation other) {
        return value.substring(SEQUENCER).compareTo(other.value.substring(SEQUENCER));
    }

    @Override
    public int compareTo(Generation other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
