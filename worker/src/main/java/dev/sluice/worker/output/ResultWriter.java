package dev.sluice.worker.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobJson;
import dev.sluice.shared.job.JobTable.Completion;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.intake.Lease;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes one pipeline's results to S3: the picture and the thumbnail, then the document, which
 * vouches for both. Pictures are fenced by the generation, so that writing twice ends in the same
 * state; the document as {@link Documents} does it.
 */
public final class ResultWriter {
    private static final JsonMapper JSON = JsonMapper.builder(JobJson.factory()).build();

    private final ObjectStore store;
    private final String bucket;
    private final Pipeline pipeline;
    private final Documents documents;
    private final KeyPattern annotated;
    private final KeyPattern thumbnail;

    public ResultWriter(ObjectStore store, String bucket, Pipeline pipeline, Documents documents) {
        this.store = store;
        this.bucket = bucket;
        this.pipeline = pipeline;
        this.documents = documents;
        this.annotated = pipeline.output().annotated();
        this.thumbnail = pipeline.output().thumbnail();
    }

    /**
     * Writes everything.
     *
     * @param ids the variables of the job's key
     * @param lease checked before each call to S3
     * @return what the row should say, or nothing if a newer upload's results stand there
     * @throws InterruptedException if the job was cut off meanwhile
     */
    public Optional<Completion> write(
            Job job, Map<String, String> ids, Result result, Milliseconds milliseconds, Lease lease)
            throws InterruptedException {
        Optional<Result.Picture> picture =
                pipeline.output().picture() ? result.picture() : Optional.empty();
        if (picture.isPresent() && !put(job, ids, picture.get(), lease)) {
            return Optional.empty();
        }
        Optional<String> small = picture.map(written -> thumbnail.render(ids));
        return documents
                .store(job, ids, json(job, result, milliseconds), lease)
                .map(place -> new Completion(place, small, result.summary(), result.attributes()));
    }

    /** Ends the hold on a message; documents that waited for its own wait no longer. Repeatable. */
    public void release(Lease lease) {
        documents.release(lease);
    }

    private boolean put(Job job, Map<String, String> ids, Result.Picture picture, Lease lease) {
        return put(job, annotated.render(ids), picture.annotated(), lease)
                && put(job, thumbnail.render(ids), picture.thumbnail(), lease);
    }

    private boolean put(Job job, String key, byte[] jpeg, Lease lease) {
        return store.putFenced(bucket, key, "image/jpeg", jpeg, job, lease::check)
                == ObjectStore.Put.OURS;
    }

    private byte[] json(Job job, Result result, Milliseconds milliseconds) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("status", "completed");
        document.put("image_id", job.imageID());
        document.put("customer_id", job.customerID());
        document.put("pipeline", pipeline.name());
        document.put("method", result.document().getOrDefault("method", ""));
        document.put("modelVersion", job.modelVersion());
        document.put("milliseconds", milliseconds.toJson());
        document.putAll(result.document());
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the task's document is no JSON", e);
        }
    }
}
