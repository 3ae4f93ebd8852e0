package dev.sluice.shared.vector;

/**
 * A customer's collection.
 *
 * @param collectionID without a slash, as the part of a key that it is
 */
public record CollectionKey(String customerID, String collectionID) {
    public CollectionKey {
        if (collectionID.indexOf('/') >= 0) {
            throw new IllegalArgumentException("no part of a key: " + collectionID);
        }
    }

    /** For logs and messages. */
    @Override
    public String toString() {
        return customerID + "/" + collectionID;
    }
}
