package dev.sluice.shared.job;

/** Where a result document lies in the result bucket, as the row says it. */
public sealed interface ResultPlace {
    /** The row's {@code resultKey}. */
    String key();

    /** An object of its own. */
    record Whole(String key) implements ResultPlace {}

    /**
     * A line of a pack (RULES 19), which is a gzip member of its own: these bytes alone gunzip to
     * the document and a line break.
     *
     * @param offset the row's {@code resultOffset}: bytes of the pack before it
     * @param length the row's {@code resultLength}: its bytes as they lie there, compressed
     */
    record InPack(String key, long offset, long length) implements ResultPlace {}
}
