package dev.sluice.worker;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.LinkedHashSet;
import java.util.List;

/** What must be there before a worker may take messages. */
final class Surroundings {
    private static final int NOT_FOUND = 404;

    private Surroundings() {}

    /**
     * Looks at buckets and table.
     *
     * @throws StartFailure naming what is missing or does not answer, and the remedy
     */
    static void check(AwsClients aws, Settings settings) {
        for (String bucket :
                new LinkedHashSet<>(List.of(settings.bucket(), settings.resultBucket()))) {
            checkBucket(aws, bucket);
        }
        checkTable(aws, settings.table());
    }

    private static void checkBucket(AwsClients aws, String bucket) {
        try {
            aws.s3().headBucket(head -> head.bucket(bucket));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                throw new StartFailure(
                        "there is no bucket %s; create it with ops/sluice provision"
                                .formatted(bucket),
                        e);
            }
            throw silent("S3", "bucket " + bucket, "S3", e);
        } catch (SdkException e) {
            throw silent("S3", "bucket " + bucket, "S3", e);
        }
    }

    private static void checkTable(AwsClients aws, String table) {
        try {
            aws.dynamodb().describeTable(describe -> describe.tableName(table));
        } catch (ResourceNotFoundException e) {
            throw new StartFailure(
                    "there is no table %s; create it with ops/sluice provision".formatted(table),
                    e);
        } catch (SdkException e) {
            throw silent("DynamoDB", "table " + table, "DYNAMODB", e);
        }
    }

    private static StartFailure silent(
            String service, String what, String variable, SdkException cause) {
        return new StartFailure(
                "%s does not answer for %s: %s; check AWS_ENDPOINT_URL_%s, AWS_REGION and the credentials"
                        .formatted(service, what, cause.getMessage(), variable),
                cause);
    }
}
