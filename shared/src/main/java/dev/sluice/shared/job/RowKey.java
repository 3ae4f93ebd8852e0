package dev.sluice.shared.job;

/**
 * Which row tells of an upload, and what customers call the two.
 *
 * @param customerID the row's partition key
 * @param imageID the upload's ID; the row's where a key names its parts otherwise
 * @param rowID the row's sort key
 */
public record RowKey(String customerID, String imageID, String rowID) {}
