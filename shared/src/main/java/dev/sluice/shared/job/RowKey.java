package dev.sluice.shared.job;

import java.nio.charset.StandardCharsets;

/**
 * Which row tells of an upload, and what customers call the two.
 *
 * @param customerID the row's partition key
 * @param imageID the upload's ID; the row's where a key names its parts otherwise
 * @param rowID the row's sort key
 */
public record RowKey(String customerID, String imageID, String rowID) {
    /** DynamoDB: bytes of a partition key, and of a sort key. */
    private static final int LONGEST_CUSTOMER = 2048;

    private static final int LONGEST_ROW = 1024;

    /** Whether a row can have it. */
    public boolean fits() {
        return fits(customerID, LONGEST_CUSTOMER) && fits(rowID, LONGEST_ROW);
    }

    private static boolean fits(String id, int bytes) {
        return !id.isEmpty() && id.getBytes(StandardCharsets.UTF_8).length <= bytes;
    }
}
