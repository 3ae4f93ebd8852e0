package dev.sluice.worker.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobJson;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.intake.Hold;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes one pipeline's results to S3: the artifacts, then the document, which vouches for them.
 * Artifacts are fenced by the generation, so that writing twice ends in the same state; the
 * document as {@link Documents} does it.
 */
public final class ResultWriter {
    private static final JsonMapper JSON = JsonMapper.builder(JobJson.factory()).build();

    private final ObjectStore store;
    private final String bucket;
    private final Pipeline pipeline;
    private final Documents documents;

    public ResultWriter(ObjectStore store, String bucket, Pipeline pipeline, Documents documents) {
        this.store = store;
        this.bucket = bucket;
        this.pipeline = pipeline;
        this.documents = documents;
    }

    /**
     * Writes everything.
     *
     * @param ids the variables of the job's key
     * @param milliseconds where the job's time went; empty if this is not what took it
     * @param hold its lease is checked before each call to S3
     * @return what the row should say, or nothing if a newer upload's results stand there
     * @throws InterruptedException if the job was cut off meanwhile
     */
    public Optional<Completion> write(
            Job job,
            Map<String, String> ids,
            Result result,
            Optional<Milliseconds> milliseconds,
            Hold hold)
            throws InterruptedException {
        Map<String, String> attributes = declared(result);
        for (Artifact artifact : result.artifacts()) {
            if (pipeline.output().artifacts().contains(artifact.name())) {
                String key = pipeline.output().artifact(artifact.name()).render(ids);
                if (put(job, key, artifact, hold) == ObjectStore.Put.SUPERSEDED) {
                    return Optional.empty();
                }
                if (artifact.name().equals(Output.THUMBNAIL)) {
                    attributes.put(Output.THUMBNAIL_KEY, key);
                }
            }
        }
        return documents
                .store(job, ids, json(job, result, milliseconds), hold)
                .map(
                        place ->
                                new Completion(
                                        place, result.headline(), result.summary(), attributes));
    }

    /** Where the document of an upload goes that has an object of its own for it. */
    public ResultPlace place(Map<String, String> ids) {
        return new ResultPlace.Whole(pipeline.output().json().render(ids));
    }

    /** What the row says of a result without artifacts. */
    public Completion completion(ResultPlace place, Result result) {
        return new Completion(place, result.headline(), result.summary(), declared(result));
    }

    private Map<String, String> declared(Result result) {
        Map<String, String> attributes = new LinkedHashMap<>(result.attributes());
        attributes.keySet().retainAll(pipeline.output().attributes());
        return attributes;
    }

    private ObjectStore.Put put(Job job, String key, Artifact artifact, Hold hold) {
        String type = artifact.contentType();
        return switch (artifact.body()) {
            case Artifact.Body.Bytes(byte[] bytes) ->
                    store.putFenced(bucket, key, type, bytes, job, hold.lease()::check);
            case Artifact.Body.ScratchFile(var file) ->
                    store.putFenced(bucket, key, type, file, job, hold.lease()::check);
        };
    }

    private byte[] json(Job job, Result result, Optional<Milliseconds> milliseconds) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("status", "completed");
        document.put("image_id", job.imageID());
        document.put("customer_id", job.customerID());
        document.put("pipeline", job.pipeline());
        document.put("method", result.document().getOrDefault("method", ""));
        document.put("modelVersion", job.modelVersion());
        milliseconds.ifPresent(times -> document.put("milliseconds", times.toJson()));
        document.putAll(result.document());
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the task's document is no JSON", e);
        }
    }
}
