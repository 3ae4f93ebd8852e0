package dev.sluice.ops.fleet;

import dev.sluice.shared.job.Row;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Puts files where their pipelines look for them. */
public final class Uploads {
    private final S3Client s3;
    private final String bucket;

    public Uploads(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /** A person's uplink may be slow: 50 MB at 2 Mbit/s. */
    private static final Duration ATTEMPT = Duration.ofMinutes(4);

    private static final Duration CALL = ATTEMPT.multipliedBy(3);

    /**
     * Uploads one, and returns when S3 has it.
     *
     * @param metadata user metadata, such as the material of a micrograph
     * @param before the row as it was, where there was one
     */
    public Sent put(
            Submission submission,
            RequestBody content,
            Map<String, String> metadata,
            Optional<Row> before) {
        AwsRequestOverrideConfiguration slow =
                AwsRequestOverrideConfiguration.builder()
                        .apiCallAttemptTimeout(ATTEMPT)
                        .apiCallTimeout(CALL)
                        .build();
        long size = content.optionalContentLength().orElse(0L);
        String eTag =
                size > PartedUpload.PART
                        ? new PartedUpload(s3, bucket, submission.key(), slow)
                                .put(content, size, type(submission), metadata)
                        : s3.putObject(
                                        put ->
                                                put.bucket(bucket)
                                                        .key(submission.key())
                                                        .contentType(type(submission))
                                                        .metadata(metadata)
                                                        .overrideConfiguration(slow),
                                        content)
                                .eTag();
        return new Sent(submission, eTag.replace("\"", ""), before);
    }

    private static String type(Submission submission) {
        String extension = SubmitName.of(submission.key()).extension();
        return switch (extension) {
            case "jpg", "jpeg" -> "image/jpeg";
            case "png", "gif", "bmp", "webp" -> "image/" + extension;
            case "wav" -> "audio/wav";
            case "mp3" -> "audio/mpeg";
            case "txt" -> "text/plain; charset=utf-8";
            default -> "application/octet-stream";
        };
    }
}
