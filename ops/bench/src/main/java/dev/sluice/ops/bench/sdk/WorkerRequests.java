package dev.sluice.ops.bench.sdk;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * The requests that the worker makes, taken from its own code: clients that keep what they are
 * asked stand in for AWS. Used by one thread.
 */
final class WorkerRequests {
    /** What a classifier writes about a photo, in size and form. */
    static final byte[] DOCUMENT =
            ("{\"status\":\"completed\",\"image_id\":\"photo-1234\",\"customer_id\":\"customer-1\",\"pipeline\":\"bench\",\"method\":\"ONNX"
                 + " classifier\","
                 + "\"modelVersion\":\"1\",\"milliseconds\":{\"queue\":123.4,\"fetch\":2.1,"
                 + "\"decode\":4.2,\"model\":16.3,\"task\":0.4},\"classification\":{"
                 + "\"class\":\"neutral\",\"confidence\":0.9321,\"top\":["
                 + "{\"class\":\"neutral\",\"confidence\":0.9321},"
                 + "{\"class\":\"drawing\",\"confidence\":0.0412},"
                 + "{\"class\":\"sexy\",\"confidence\":0.0143}]}}")
                    .getBytes(StandardCharsets.UTF_8);

    private final Puts s3 = new Puts();
    private final Updates dynamodb = new Updates();
    private final ObjectStore store = new ObjectStore(s3);
    private final FinalRows rows;

    WorkerRequests(String table) {
        Path shipped = Path.of(System.getProperty("sluice.home", ""), "worker", "pipelines");
        this.rows =
                new FinalRows(
                        new JobTable(dynamodb, table, InstantSource.system()),
                        Pipelines.read(shipped, List.of()).named("moderation").orElseThrow());
    }

    /** As {@link WorkQueue#receive} asks. */
    @SuppressWarnings("deprecation") // older emulators know the older name of the attributes only
    static ReceiveMessageRequest receive(String queueUrl) {
        return ReceiveMessageRequest.builder()
                .queueUrl(queueUrl)
                .maxNumberOfMessages(WorkQueue.BATCH)
                .waitTimeSeconds(1)
                .attributeNamesWithStrings("ApproximateReceiveCount", "SentTimestamp")
                .messageSystemAttributeNames(
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                        MessageSystemAttributeName.SENT_TIMESTAMP)
                .build();
    }

    /** As {@link ObjectStore#fetch} asks. */
    GetObjectRequest get(Job job) {
        return GetObjectRequest.builder()
                .bucket(job.bucket())
                .key(job.key())
                .ifMatch("\"" + job.eTag() + "\"")
                .build();
    }

    /** The result document's first attempt: nothing stands there. */
    PutObjectRequest put(Job job, String bucket) {
        var _ = store.putFenced(bucket, result(job), "application/json", DOCUMENT, job, () -> {});
        return s3.requests.remove();
    }

    /** The row's completion. */
    UpdateItemRequest update(Job job) {
        Map<String, Object> summary = Map.of("class", "neutral", "confidence", 0.9321);
        var _ =
                rows.completed(
                        job,
                        new Completion(
                                new ResultPlace.Whole(result(job)),
                                "neutral 93.2 %",
                                summary,
                                Map.of()),
                        1);
        return dynamodb.requests.remove();
    }

    private static String result(Job job) {
        return "%s/%s-result/%s_result.json"
                .formatted(job.customerID(), job.pipeline(), job.imageID());
    }

    private static final class Puts implements S3Client {
        private final Queue<PutObjectRequest> requests = new ArrayDeque<>();

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            requests.add(request);
            return PutObjectResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static final class Updates implements DynamoDbClient {
        private final Queue<UpdateItemRequest> requests = new ArrayDeque<>();

        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest request) {
            requests.add(request);
            return UpdateItemResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
