package dev.sluice.worker.task.faces;

import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.worker.task.Context;

/** What the variables of a job's key say; {@code match} of both pipelines has them. */
final class Keys {
    static final String COLLECTION = CollectionKey.VARIABLE;
    static final String PICTURE = "imageKey";

    private Keys() {}

    static CollectionKey collection(Context job) {
        return new CollectionKey(
                job.ids().getOrDefault("customerID", ""), job.ids().getOrDefault(COLLECTION, ""));
    }

    static String picture(Context job) {
        return job.ids().getOrDefault(PICTURE, "");
    }
}
