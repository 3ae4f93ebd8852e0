package dev.sluice.ops.deploy.stack;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Buckets of versions, in memory. */
final class FakeStore implements S3Client {
    /** Versions as {@code key@version}; a marker of deletion ends in {@code !}. */
    final Map<String, Set<String>> buckets = new TreeMap<>();

    /** Uploads in parts that nobody finished. */
    final Set<String> parts = new TreeSet<>();

    /** What HeadBucket answers for names that are not ours. */
    final Map<String, Integer> elsewhere = new TreeMap<>();

    /** What customers upload while a bucket is emptied, one at a time. */
    final Deque<String> late = new ArrayDeque<>();

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        if (buckets.containsKey(request.bucket())) {
            return HeadBucketResponse.builder().build();
        }
        throw refused(elsewhere.getOrDefault(request.bucket(), 404));
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        Set<String> versions = versions(request.bucket());
        return ListObjectVersionsResponse.builder()
                .versions(
                        versions.stream()
                                .filter(each -> !each.endsWith("!"))
                                .map(
                                        each ->
                                                ObjectVersion.builder()
                                                        .key(each.split("@")[0])
                                                        .versionId(each.split("@")[1])
                                                        .build())
                                .toList())
                .deleteMarkers(
                        versions.stream()
                                .filter(each -> each.endsWith("!"))
                                .map(
                                        each ->
                                                DeleteMarkerEntry.builder()
                                                        .key(each.split("@")[0])
                                                        .versionId(each.split("@")[1])
                                                        .build())
                                .toList())
                .isTruncated(false)
                .build();
    }

    private Set<String> versions(String bucket) {
        Set<String> versions = buckets.get(bucket);
        if (versions == null) {
            throw NoSuchBucketException.builder().statusCode(404).build();
        }
        return versions;
    }

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        request.delete()
                .objects()
                .forEach(
                        each ->
                                versions(request.bucket())
                                        .remove(each.key() + "@" + each.versionId()));
        String upload = late.poll();
        if (upload != null) {
            versions(request.bucket()).add(upload);
        }
        return DeleteObjectsResponse.builder().build();
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        return ListMultipartUploadsResponse.builder()
                .uploads(
                        parts.stream()
                                .map(
                                        each ->
                                                software.amazon.awssdk.services.s3.model
                                                        .MultipartUpload.builder()
                                                        .key(each)
                                                        .uploadId("u")
                                                        .build())
                                .toList())
                .isTruncated(false)
                .build();
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        parts.remove(request.key());
        return AbortMultipartUploadResponse.builder().build();
    }

    @Override
    public DeleteBucketResponse deleteBucket(DeleteBucketRequest request) {
        if (!versions(request.bucket()).isEmpty()) {
            throw refused(409);
        }
        buckets.remove(request.bucket());
        return DeleteBucketResponse.builder().build();
    }

    private static S3Exception refused(int status) {
        return (S3Exception) S3Exception.builder().statusCode(status).message("refused").build();
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {}
}
