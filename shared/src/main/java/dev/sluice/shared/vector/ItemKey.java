package dev.sluice.shared.vector;

/**
 * An object of a collection.
 *
 * @param item its name there
 */
public record ItemKey(CollectionKey collection, String item) {}
