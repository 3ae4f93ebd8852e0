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

    /** Where the event time begins, and its digits. */
    private static final int TIME = SEQUENCER + 1;

    private static final int MILLIS = 13;
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
        return of(hex + "0".repeat(SEQUENCER - hex.length()), eventTime.toEpochMilli());
    }

    /**
     * The generation of what is made of several uploads and numbered itself: a higher number is
     * newer, whichever upload's key it is compared under.
     *
     * @param number from 0 up, below 10^13
     */
    public static Generation numbered(long number) {
        return of(String.format(Locale.ROOT, "%032X", number), number);
    }

    /**
     * The generation of an upload that was found without its event: older than whatever S3 has told
     * of its key, or will.
     *
     * @param lastModified as S3 lists it
     */
    public static Generation found(Instant lastModified) {
        return of(Optional.empty(), lastModified);
    }

    private static Generation of(String sequencer, long millis) {
        return new Generation(sequencer + String.format(Locale.ROOT, ".%013d.%04d", millis, 0));
    }

    /**
     * The generation of an upload that replaced this one without an event: newer than this, older
     * than whatever S3 tells of the key after it.
     *
     * @param lastModified as S3 lists it, in whole seconds, so perhaps before this one's event
     */
    public Generation overwritten(Instant lastModified) {
        long after = eventTime().toEpochMilli() + 1;
        return of(value.substring(0, SEQUENCER), Math.max(after, lastModified.toEpochMilli()));
    }

    /**
     * The same upload, to be worked on once more.
     *
     * @throws IllegalArgumentException if it was 9,999 times
     */
    public Generation nextRun() {
        int run = Integer.parseInt(value, TIME + MILLIS + 1, value.length(), 10);
        return new Generation(
                value.substring(0, TIME + MILLIS) + String.format(Locale.ROOT, ".%04d", run + 1));
    }

    /** Whether a stored text is a generation, and not something that somebody else wrote. */
    public static boolean isOne(String value) {
        return FORM.matcher(value).matches();
    }

    /** When S3 saw the event, in milliseconds. */
    public Instant eventTime() {
        return Instant.ofEpochMilli(Long.parseLong(value, TIME, TIME + MILLIS, 10));
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
