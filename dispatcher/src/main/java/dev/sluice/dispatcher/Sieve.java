package dev.sluice.dispatcher;

import dev.sluice.shared.event.ObjectEvent.Created;
import dev.sluice.shared.event.ObjectEvent.Removed;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Pipelines.Route;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells uploads, and what is to be forgotten, from all else that happens in a bucket. What is
 * dropped by mistake, as far as one can tell, is logged with what would have been right.
 */
final class Sieve {
    private static final Logger log = LoggerFactory.getLogger(Sieve.class);

    private final String bucket;
    private final Pipelines pipelines;
    private final LogLimit limit;

    /**
     * @param bucket the one for uploads: two buckets' keys would share rows, and their sequencers
     *     do not compare
     */
    Sieve(String bucket, Pipelines pipelines, LogLimit limit) {
        this.bucket = bucket;
        this.pipelines = pipelines;
        this.limit = limit;
    }

    sealed interface Sorted {
        /** It is a pipeline's business. */
        record Ours(Route.Matched match) implements Sorted {}

        record Dropped(Fate fate) implements Sorted {}
    }

    Sorted sort(Created event) {
        String key = event.key();
        if (!event.bucket().equals(bucket)) {
            if (limit.allows("bucket " + event.bucket())) {
                log.warn(
                        "Dropped s3://{}/{}: S3_BUCKET_NAME is {}, and uploads elsewhere have no"
                                + " rows",
                        event.bucket(),
                        key,
                        bucket);
            }
            return new Sorted.Dropped(new Fate.Foreign(event.bucket()));
        }
        if (event.folder()) {
            return new Sorted.Dropped(new Fate.Folder(key));
        }
        return switch (pipelines.route(key)) {
            case Route.Result() -> new Sorted.Dropped(new Fate.Result(key));
            case Route.NoPipeline(String nearest) -> ignored(key, nearest);
            case Route.Matched match ->
                    fits(match)
                            ? new Sorted.Ours(match)
                            : ignored(key, "its IDs are too long for a row"); // none can tell it
        };
    }

    /**
     * What is removed matters to pipelines that ask for it, and there to uploads that were jobs.
     */
    Sorted sort(Removed event) {
        return event.bucket().equals(bucket)
                        && pipelines.route(event.key()) instanceof Route.Matched match
                        && match.pipeline().removed()
                        && match.refused().isEmpty()
                        && fits(match)
                ? new Sorted.Ours(match)
                : new Sorted.Dropped(new Fate.Removed(event.key()));
    }

    private Sorted ignored(String key, String why) {
        if (limit.allows(why)) {
            log.warn("No pipeline takes {}; {}", key, why);
        }
        return new Sorted.Dropped(new Fate.Ignored(key));
    }

    private static boolean fits(Route.Matched match) {
        return new RowKey(match.customerID(), match.imageID(), match.rowID()).fits();
    }
}
