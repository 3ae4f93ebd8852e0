package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.List;

/** Whether the buckets are there, and ours to read. */
record Buckets(S3Client s3, List<String> names) implements Check {
    private static final int MOVED = 301;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    @Override
    public String about() {
        return "buckets";
    }

    @Override
    public List<Finding> look() {
        return names.stream().map(this::look).toList();
    }

    private Finding look(String name) {
        String about = "bucket " + name;
        try {
            s3.headBucket(head -> head.bucket(name));
            return new Good(about, "is there");
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case NOT_FOUND ->
                        new Fault(about, "does not exist", "`ops/sluice provision` creates it");
                case FORBIDDEN ->
                        new Fault(
                                about,
                                "is somebody else's, or these credentials may not list it",
                                "allow s3:ListBucket on it, or choose another S3_BUCKET_NAME or"
                                        + " RESULT_BUCKET_NAME");
                case MOVED ->
                        new Fault(
                                about,
                                "is in another region than AWS_REGION",
                                "set AWS_REGION to the bucket's, or choose another bucket");
                default -> throw e;
            };
        }
    }
}
