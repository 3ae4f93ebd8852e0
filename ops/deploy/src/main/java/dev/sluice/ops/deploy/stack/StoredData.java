package dev.sluice.ops.deploy.stack;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What holds data, emptied and removed for good. Nothing happens to what is gone already. */
final class StoredData {
    static final String BUCKET = "AWS::S3::Bucket";
    static final String TABLE = "AWS::DynamoDB::Table";

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    /** Customers may upload meanwhile; who goes on is not for us to race. */
    private static final int PASSES = 5;

    private final S3Client s3;
    private final DynamoDbClient dynamodb;
    private final Operator operator;

    StoredData(Clients clients, Operator operator) {
        this.s3 = clients.s3();
        this.dynamodb = clients.dynamodb();
        this.operator = operator;
    }

    /** So that CloudFormation can remove it with its stack. */
    void release(Part part) throws InterruptedException {
        switch (part.type()) {
            case BUCKET -> empty(part.physical());
            case TABLE -> unprotect(part.physical());
            default -> {}
        }
    }

    /**
     * Removes it.
     *
     * @return whether that is something this class knows how to do
     */
    boolean remove(Part part) throws InterruptedException {
        switch (part.type()) {
            case BUCKET -> removeBucket(part.physical());
            case TABLE -> removeTable(part.physical());
            default -> {
                return false;
            }
        }
        operator.say("  removed     " + part.words());
        return true;
    }

    private void removeBucket(String bucket) {
        for (int pass = 1; ; pass++) {
            empty(bucket);
            try {
                s3.deleteBucket(delete -> delete.bucket(bucket));
                return;
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return;
                }
                if (e.statusCode() != CONFLICT || pass == PASSES) {
                    throw e;
                }
            }
        }
    }

    /** All versions, markers of deletion, and parts of uploads that nobody finished. */
    private void empty(String bucket) {
        try {
            for (ListObjectVersionsResponse page :
                    s3.listObjectVersionsPaginator(list -> list.bucket(bucket))) {
                delete(bucket, page);
            }
            s3.listMultipartUploadsPaginator(list -> list.bucket(bucket)).uploads().stream()
                    .forEach(
                            upload ->
                                    s3.abortMultipartUpload(
                                            abort ->
                                                    abort.bucket(bucket)
                                                            .key(upload.key())
                                                            .uploadId(upload.uploadId())));
        } catch (NoSuchBucketException e) {
            return; // an earlier run removed it
        }
    }

    private void delete(String bucket, ListObjectVersionsResponse page) {
        List<ObjectIdentifier> objects = new ArrayList<>();
        page.versions().forEach(each -> objects.add(named(each.key(), each.versionId())));
        page.deleteMarkers().forEach(each -> objects.add(named(each.key(), each.versionId())));
        if (objects.isEmpty()) {
            return;
        }
        DeleteObjectsResponse answer =
                s3.deleteObjects(
                        d ->
                                d.bucket(bucket)
                                        .delete(
                                                Delete.builder()
                                                        .objects(objects)
                                                        .quiet(true)
                                                        .build()));
        if (!answer.errors().isEmpty()) {
            throw new StackFailed(
                    "Bucket %s: %s cannot be removed: %s"
                            .formatted(
                                    bucket,
                                    answer.errors().getFirst().key(),
                                    answer.errors().getFirst().message()));
        }
    }

    private static ObjectIdentifier named(String key, String version) {
        return ObjectIdentifier.builder().key(key).versionId(version).build();
    }

    private void unprotect(String table) throws InterruptedException {
        try {
            TableDescription there = dynamodb.describeTable(d -> d.tableName(table)).table();
            if (Boolean.TRUE.equals(there.deletionProtectionEnabled())) {
                dynamodb.updateTable(u -> u.tableName(table).deletionProtectionEnabled(false));
            }
            while (dynamodb.describeTable(d -> d.tableName(table)).table().tableStatus()
                    == TableStatus.UPDATING) {
                operator.pause(LOOK);
            }
        } catch (ResourceNotFoundException e) {
            return;
        }
    }

    private void removeTable(String table) throws InterruptedException {
        unprotect(table);
        try {
            dynamodb.deleteTable(d -> d.tableName(table));
            while (true) {
                dynamodb.describeTable(d -> d.tableName(table));
                operator.pause(LOOK);
            }
        } catch (ResourceNotFoundException e) {
            return;
        }
    }

    /** Whether it is there, as far as that can be asked. */
    boolean isThere(Part part) {
        try {
            switch (part.type()) {
                case BUCKET -> s3.headBucket(head -> head.bucket(part.physical()));
                case TABLE -> dynamodb.describeTable(d -> d.tableName(part.physical()));
                default -> {
                    return false;
                }
            }
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        } catch (ResourceNotFoundException e) {
            return false;
        }
    }
}
