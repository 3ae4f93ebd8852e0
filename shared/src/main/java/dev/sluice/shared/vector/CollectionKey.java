package dev.sluice.shared.vector;

import dev.sluice.shared.pipeline.Pipeline;

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

    /** The variable of keys that names a collection. */
    public static final String VARIABLE = "collectionID";

    /** Whether a pipeline's uploads are of collections, of which its task keeps vectors. */
    public static boolean usedBy(Pipeline pipeline) {
        return pipeline.match().variables().contains(VARIABLE);
    }

    /** For logs and messages. */
    @Override
    public String toString() {
        return customerID + "/" + collectionID;
    }
}
