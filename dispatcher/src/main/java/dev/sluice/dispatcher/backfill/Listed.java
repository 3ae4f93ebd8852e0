package dev.sluice.dispatcher.backfill;

import java.time.Instant;

/**
 * An object, as a listing tells it.
 *
 * @param key decoded
 * @param eTag without quotes
 * @param size bytes
 * @param lastModified in whole seconds
 */
public record Listed(String key, String eTag, long size, Instant lastModified) {}
