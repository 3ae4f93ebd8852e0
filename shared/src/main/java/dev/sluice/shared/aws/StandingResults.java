package dev.sluice.shared.aws;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What results say of the upload that they answer, where no row does any more.
 *
 * @param bucket the one for results
 */
public record StandingResults(S3Client s3, String bucket) {
    private static final int NOT_FOUND = 404;

    /** What stands in a job's way. */
    public sealed interface Answer {
        /** Nothing that the job would not replace. */
        record None() implements Answer {}

        /** Results of an upload of the job's key, of this generation at most. */
        record OfThisKey(Generation newest) implements Answer {}

        /** Results of another key's upload, which is the newer one. */
        record OfNewerKey() implements Answer {}
    }

    /**
     * Looks at each result, for those of one job need not be of one generation: one HEAD each.
     *
     * @param keys of all that the job may write
     * @throws ObjectStore.StoreUnavailable if S3 could not answer
     */
    public Answer to(Job job, List<String> keys) {
        Fence fence = Fence.of(job);
        Answer answer = new Answer.None();
        for (String key : keys) {
            Optional<Map<String, String>> standing = metadata(key);
            if (standing.isEmpty()) {
                continue;
            }
            Optional<Generation> ours = fence.ofThisKey(standing.get());
            if (ours.isEmpty() && fence.compare(standing.get()) > 0) {
                return new Answer.OfNewerKey();
            }
            if (ours.isPresent()
                    && !(answer instanceof Answer.OfThisKey(Generation newest)
                            && newest.compareTo(ours.get()) >= 0)) {
                answer = new Answer.OfThisKey(ours.get());
            }
        }
        return answer;
    }

    private Optional<Map<String, String>> metadata(String key) {
        try {
            return Optional.of(s3.headObject(head -> head.bucket(bucket).key(key)).metadata());
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw ObjectStore.unavailable("look at", bucket, key, e);
        } catch (SdkException e) {
            throw ObjectStore.unavailable("look at", bucket, key, e);
        }
    }
}
