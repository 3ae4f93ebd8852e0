package dev.sluice.worker.output;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.worker.intake.Hold;

import java.util.Map;
import java.util.Optional;

/** Where one pipeline's result documents go. */
public sealed interface Documents permits OwnObjects, Packs {
    /**
     * Stores a document and returns when that is confirmed.
     *
     * @param ids the variables of the job's key
     * @param hold its lease is checked before each call to S3
     * @return nothing if a newer upload's document stands in its place
     * @throws dev.sluice.shared.aws.ObjectStore.StoreUnavailable if S3 could not answer
     * @throws InterruptedException if the job was cut off while it waited
     */
    Optional<ResultPlace> store(Job job, Map<String, String> ids, byte[] json, Hold hold)
            throws InterruptedException;
}
