package dev.sluice.shared.notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobJson;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a job that has ended. Sent at least once, each time under the same ID.
 *
 * @param id of row and generation (and part, where uploads come in parts), 32 hexadecimal digits
 * @param failureCode of one that failed
 * @param body one line of JSON, ASCII
 */
public record Notification(
        String id,
        String pipeline,
        String customerID,
        Status status,
        Optional<String> failureCode,
        String body) {
    /** How the job ended. */
    public enum Status {
        COMPLETED,
        FAILED;

        /** As sent, and as the row says it. */
        String sent() {
            return switch (this) {
                case COMPLETED -> Row.Status.COMPLETED.stored();
                case FAILED -> Row.Status.FAILED.stored();
            };
        }
    }

    private static final int VERSION = 1;

    /** Bytes of a digest: two uploads of one ID are less likely than a broken disk. */
    private static final int ID_BYTES = 16;

    /** ASCII only: keys may hold characters, such as U+FFFF, that SQS and SNS refuse in a body. */
    private static final JsonMapper JSON =
            JsonMapper.builder(JobJson.factory())
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build();

    private record Body(
            int version,
            String id,
            String customerID,
            String imageID,
            String rowID,
            String pipeline,
            String status,
            String key,
            @Nullable String resultKey,
            @Nullable Long resultOffset,
            @Nullable Long resultLength,
            @Nullable String failureReason,
            String generation,
            String modelVersion,
            String time) {}

    /** A job has a result. */
    public static Notification completed(Job job, ResultPlace result, Instant time) {
        return of(job, Optional.of(result), Optional.empty(), time);
    }

    /** As above, told once more, as its row tells it. */
    public static Notification completed(Job job, Row row) {
        return of(
                job.withModelVersion(row.text("modelVersion").orElse(job.modelVersion())),
                row.result(),
                Optional.empty(),
                Instant.ofEpochMilli(row.number("updatedAt").orElse(0L)));
    }

    /** A job will never have one. */
    public static Notification failed(Job job, FailureReason reason, Instant time) {
        return of(job, Optional.empty(), Optional.of(reason), time);
    }

    private static Notification of(
            Job job, Optional<ResultPlace> result, Optional<FailureReason> reason, Instant time) {
        String id = id(job);
        Status status = reason.isPresent() ? Status.FAILED : Status.COMPLETED;
        Optional<ResultPlace.InPack> packed =
                result.filter(ResultPlace.InPack.class::isInstance)
                        .map(ResultPlace.InPack.class::cast);
        Body body =
                new Body(
                        VERSION,
                        id,
                        job.customerID(),
                        job.imageID(),
                        job.rowID(),
                        job.pipeline(),
                        status.sent(),
                        job.key(),
                        result.map(ResultPlace::key).orElse(null),
                        packed.map(ResultPlace.InPack::offset).orElse(null),
                        packed.map(ResultPlace.InPack::length).orElse(null),
                        reason.map(FailureReason::toString).orElse(null),
                        job.generation().value(),
                        job.modelVersion(),
                        Instant.ofEpochMilli(time.toEpochMilli()).toString());
        try {
            return new Notification(
                    id,
                    job.pipeline(),
                    job.customerID(),
                    status,
                    reason.map(FailureReason::code),
                    JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers always become JSON", e);
        }
    }

    /** The same with where people see its job, as member {@code link}. */
    Notification with(JobLink link) {
        try {
            ObjectNode told = (ObjectNode) JSON.readTree(body);
            told.put("link", link.of(told));
            String linked = JSON.writeValueAsString(told);
            return new Notification(id, pipeline, customerID, status, failureCode, linked);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it was JSON when it was made", e);
        }
    }

    /** Each text stands behind its length, so that no two rows read alike. */
    private static String id(Job job) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String text :
                    List.of(
                            job.customerID(),
                            job.rowID(),
                            job.generation().value(),
                            job.part().orElse(""))) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha256.update(bytes);
            }
            byte[] digest = sha256.digest();
            return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
