package dev.sluice.worker.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobTable.Completion;
import dev.sluice.shared.pipeline.Pipeline.Output;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes one pipeline's results to S3: the picture and the thumbnail, then the document, which
 * vouches for both. Each is fenced by the generation, so that writing twice ends in the same state.
 */
public final class ResultWriter {
    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectStore store;
    private final String bucket;
    private final String pipeline;
    private final Output output;

    public ResultWriter(ObjectStore store, String bucket, String pipeline, Output output) {
        this.store = store;
        this.bucket = bucket;
        this.pipeline = pipeline;
        this.output = output;
    }

    /**
     * Writes everything.
     *
     * @param ids the variables of the job's key
     * @param beforeCall run before each call to S3; throws when the lease is over
     * @return what the row should say, or nothing if a newer upload's results stand there
     */
    public Optional<Completion> write(
            Job job,
            Map<String, String> ids,
            Result result,
            Milliseconds milliseconds,
            Runnable beforeCall) {
        String document = output.json().render(ids);
        Optional<String> thumbnail = Optional.empty();
        if (output.picture() && result.picture().isPresent()) {
            Result.Picture picture = result.picture().get();
            thumbnail = Optional.of(output.thumbnail().render(ids));
            boolean ours =
                    put(job, output.annotated().render(ids), picture.annotated(), beforeCall)
                            && put(job, thumbnail.get(), picture.thumbnail(), beforeCall);
            if (!ours) {
                return Optional.empty();
            }
        }
        byte[] json = json(job, result, milliseconds);
        return put(job, document, "application/json", json, beforeCall)
                ? Optional.of(
                        new Completion(document, thumbnail, result.summary(), result.attributes()))
                : Optional.empty();
    }

    private boolean put(Job job, String key, byte[] jpeg, Runnable beforeCall) {
        return put(job, key, "image/jpeg", jpeg, beforeCall);
    }

    private boolean put(Job job, String key, String type, byte[] content, Runnable beforeCall) {
        return store.putFenced(bucket, key, type, content, job, beforeCall) == ObjectStore.Put.OURS;
    }

    private byte[] json(Job job, Result result, Milliseconds milliseconds) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("status", "completed");
        document.put("image_id", job.imageID());
        document.put("customer_id", job.customerID());
        document.put("pipeline", pipeline);
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
