package dev.sluice.ops.dashboard.act;

import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines.Route;

import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Lets browsers put files under customers' prefixes, each by addresses that are signed for that one
 * key and a short time, so that no byte passes through the dashboard.
 */
public final class Uploads implements AutoCloseable {
    /** A slow uplink may take a while for a part; the address is for one key only. */
    private static final Duration VALID = Duration.ofHours(1);

    /** Larger files go in parts, of which one that fails is sent again alone. */
    private static final long WHOLE = 16L << 20;

    private static final long LEAST_PART = 8L << 20;

    /** S3 takes 10,000; their addresses must fit in one answer. */
    private static final long MOST_PARTS = 500;

    private final Fleet fleet;
    private final AuditLog audit;
    private final S3Presigner presigner;

    public Uploads(Fleet fleet, AuditLog audit) {
        this.fleet = fleet;
        this.audit = audit;
        this.presigner = presigner(fleet.settings().aws());
    }

    /** Signs addresses of the store as those find it who will use them. */
    public static S3Presigner presigner(AwsAccess aws) {
        S3Presigner.Builder builder =
                S3Presigner.builder().region(aws.region()).credentialsProvider(aws.credentials());
        Optional<URI> endpoint = Optional.ofNullable(aws.endpoints().get("s3"));
        endpoint.ifPresent(builder::endpointOverride);
        boolean onAws =
                endpoint.map(each -> String.valueOf(each.getHost()).endsWith("amazonaws.com"))
                        .orElse(true);
        return builder.serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(!onAws).build())
                .build();
    }

    /**
     * A file that somebody is about to upload.
     *
     * @param name as it is called on the browser's machine
     * @param ids that the pipeline's keys ask for beside customer and file
     * @param metadata user metadata, such as a micrograph's material
     */
    public record Wish(
            String customer,
            String pipeline,
            String name,
            long size,
            Map<String, String> ids,
            Map<String, String> metadata) {}

    /** Where browsers send uploads to: scheme, host and port. */
    public String origin() {
        URI url =
                URI.create(
                        presigner
                                .presignPutObject(
                                        sign ->
                                                sign.signatureDuration(VALID)
                                                        .putObjectRequest(
                                                                put ->
                                                                        put.bucket(
                                                                                        fleet.settings()
                                                                                                .bucket())
                                                                                .key("any")))
                                .url()
                                .toString());
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /**
     * Records the upload, and signs addresses for it.
     *
     * @throws UsageError if the pipeline takes no such file, customer or size
     */
    public Upload begin(String who, Wish wish) {
        Submission submission = submission(wish);
        audit.begin(who, "upload", submission.key()).ended("address signed");
        return sign(submission, wish);
    }

    /**
     * Where a file would go.
     *
     * @throws UsageError if the pipeline takes no such file, customer or size
     */
    public Submission submission(Wish wish) {
        Pipeline pipeline = new PipelineChoice(fleet.pipelines()).named(wish.pipeline());
        Submission submission = UploadName.of(wish.customer(), wish.name(), pipeline, wish.ids());
        if (wish.size() <= 0) {
            throw new UsageError(wish.name() + " is empty; choose another file");
        }
        long most = pipeline.limits().object();
        if (wish.size() > most) {
            throw new UsageError(
                    "%s has %,d bytes, and pipeline %s takes %,d at most; choose a smaller file"
                            .formatted(wish.name(), wish.size(), pipeline.name(), most));
        }
        return submission;
    }

    /**
     * Signs addresses for it, without a record: whoever has it uploaded says so in its row.
     *
     * @param submission of the wish
     */
    public Upload sign(Submission submission, Wish wish) {
        String bucket = fleet.settings().bucket();
        String type = MediaTypes.of(submission.key());
        Map<String, String> metadata = new HashMap<>(wish.metadata());
        metadata.values().removeIf(String::isBlank);
        return wish.size() <= WHOLE
                ? whole(submission, type, metadata)
                : inParts(bucket, submission, type, metadata, wish.size());
    }

    private Upload whole(Submission submission, String type, Map<String, String> metadata) {
        PresignedPutObjectRequest signed =
                presigner.presignPutObject(
                        sign ->
                                sign.signatureDuration(VALID)
                                        .putObjectRequest(
                                                put ->
                                                        put.bucket(fleet.settings().bucket())
                                                                .key(submission.key())
                                                                .contentType(type)
                                                                .metadata(metadata)));
        Map<String, String> headers = new HashMap<>();
        signed.signedHeaders()
                .forEach(
                        (name, values) -> {
                            if (!name.equalsIgnoreCase("host")) { // which a browser sets itself
                                headers.put(name, String.join(",", values));
                            }
                        });
        return new Upload(
                submission.customerID(),
                submission.rowID(),
                submission.key(),
                signed.url().toString(),
                headers,
                List.of(),
                0,
                null);
    }

    private Upload inParts(
            String bucket,
            Submission submission,
            String type,
            Map<String, String> metadata,
            long size) {
        long partSize = Math.max(LEAST_PART, (size + MOST_PARTS - 1) / MOST_PARTS);
        int count = (int) ((size + partSize - 1) / partSize);
        String id =
                fleet.clients()
                        .s3()
                        .createMultipartUpload(
                                create ->
                                        create.bucket(bucket)
                                                .key(submission.key())
                                                .contentType(type)
                                                .metadata(metadata))
                        .uploadId();
        List<String> parts =
                IntStream.rangeClosed(1, count)
                        .mapToObj(
                                number ->
                                        presigner
                                                .presignUploadPart(
                                                        sign ->
                                                                sign.signatureDuration(VALID)
                                                                        .uploadPartRequest(
                                                                                part ->
                                                                                        part.bucket(
                                                                                                        bucket)
                                                                                                .key(
                                                                                                        submission
                                                                                                                .key())
                                                                                                .uploadId(
                                                                                                        id)
                                                                                                .partNumber(
                                                                                                        number)))
                                                .url()
                                                .toString())
                        .toList();
        return new Upload(
                submission.customerID(),
                submission.rowID(),
                submission.key(),
                null,
                Map.of(),
                parts,
                partSize,
                id);
    }

    /**
     * Puts the parts that are there together.
     *
     * @return the object's ETag, without quotes
     * @throws UsageError if no upload can have that key, or no part is there
     */
    public String complete(String key, String uploadID) {
        check(key);
        String bucket = fleet.settings().bucket();
        List<CompletedPart> parts =
                fleet
                        .clients()
                        .s3()
                        .listPartsPaginator(list -> list.bucket(bucket).key(key).uploadId(uploadID))
                        .parts()
                        .stream()
                        .map(
                                part ->
                                        CompletedPart.builder()
                                                .partNumber(part.partNumber())
                                                .eTag(part.eTag())
                                                .build())
                        .toList();
        if (parts.isEmpty()) {
            throw new UsageError("no part of %s is there yet; send them first".formatted(key));
        }
        String eTag =
                fleet.clients()
                        .s3()
                        .completeMultipartUpload(
                                complete ->
                                        complete.bucket(bucket)
                                                .key(key)
                                                .uploadId(uploadID)
                                                .multipartUpload(all -> all.parts(parts)))
                        .eTag();
        return eTag.replace("\"", "");
    }

    /** Forgets the parts that are there. */
    public void abort(String key, String uploadID) {
        check(key);
        fleet.clients()
                .s3()
                .abortMultipartUpload(
                        abort ->
                                abort.bucket(fleet.settings().bucket())
                                        .key(key)
                                        .uploadId(uploadID));
    }

    /** What lies elsewhere in the bucket is not the dashboard's. */
    private void check(String key) {
        if (!(fleet.pipelines().route(key) instanceof Route.Matched)) {
            throw new UsageError("no pipeline takes " + key);
        }
    }

    @Override
    public void close() {
        presigner.close();
    }
}
