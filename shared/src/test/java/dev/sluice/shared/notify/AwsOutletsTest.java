package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

class AwsOutletsTest {
    private static final String ARN = "arn:aws:sns:us-east-1:123456789012:results";
    private static final Duration BUDGET = Duration.ofSeconds(5);
    private static final List<Notification> TWO =
            List.of(Told.completed("scan-1"), Told.failed("scan-2"));

    private static SnsClient sns(Function<PublishBatchRequest, PublishBatchResponse> answer) {
        return new SnsClient() {
            @Override
            public PublishBatchResponse publishBatch(PublishBatchRequest publish) {
                return answer.apply(publish);
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
    }

    private static SqsClient sqs(
            Function<SendMessageBatchRequest, SendMessageBatchResponse> answer) {
        return new SqsClient() {
            @Override
            public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest send) {
                return answer.apply(send);
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aTopicGetsBodiesWithAttributesToFilterBy() {
        AtomicReference<PublishBatchRequest> seen = new AtomicReference<>();
        Topic topic =
                new Topic(
                        sns(
                                publish -> {
                                    seen.set(publish);
                                    return PublishBatchResponse.builder().build();
                                }),
                        ARN);

        assertThat(topic.send(TWO, BUDGET)).containsOnly(new Answer.Sent()).hasSize(2);
        assertThat(topic.channel()).hasToString("topic results");
        assertThat(seen.get().topicArn()).isEqualTo(ARN);
        assertThat(seen.get().overrideConfiguration().orElseThrow().apiCallTimeout())
                .contains(BUDGET);
        var failed = seen.get().publishBatchRequestEntries().getLast();
        assertThat(failed.message()).isEqualTo(TWO.getLast().body());
        assertThat(failed.subject()).isEqualTo("scans of acme failed");
        assertThat(failed.messageAttributes().get("failureCode").stringValue())
                .isEqualTo("empty-object");
        assertThat(failed.messageGroupId()).isNull();
        assertThat(failed.messageDeduplicationId()).isNull();
    }

    @Test
    void aFifoTopicOrQueueDropsRepeatsButNotACompletionAfterAFailure() {
        AtomicReference<PublishBatchRequest> published = new AtomicReference<>();
        new Topic(
                        sns(
                                publish -> {
                                    published.set(publish);
                                    return PublishBatchResponse.builder().build();
                                }),
                        ARN + ".fifo")
                .send(List.of(Told.completed("scan-1"), Told.failed("scan-1")), BUDGET);
        AtomicReference<SendMessageBatchRequest> sent = new AtomicReference<>();
        new Queue(
                        sqs(
                                send -> {
                                    sent.set(send);
                                    return SendMessageBatchResponse.builder().build();
                                }),
                        "https://sqs/1/told.fifo")
                .send(List.of(Told.completed("scan-1"), Told.failed("scan-1")), BUDGET);

        String id = Told.completed("scan-1").id();
        assertThat(published.get().publishBatchRequestEntries())
                .extracting(entry -> entry.messageDeduplicationId())
                .containsExactly(id + "-completed", id + "-failed");
        assertThat(sent.get().entries())
                .extracting(entry -> entry.messageDeduplicationId())
                .containsExactly(id + "-completed", id + "-failed");
        assertThat(sent.get().entries())
                .extracting(entry -> entry.messageGroupId())
                .containsOnly("acme");
    }

    @Test
    void aQueueGetsBodiesInTheGroupOfTheirCustomer() {
        AtomicReference<SendMessageBatchRequest> seen = new AtomicReference<>();
        Queue queue =
                new Queue(
                        sqs(
                                send -> {
                                    seen.set(send);
                                    return SendMessageBatchResponse.builder().build();
                                }),
                        "https://sqs/1/told");

        assertThat(queue.send(TWO, BUDGET)).containsOnly(new Answer.Sent());
        assertThat(queue.channel()).hasToString("queue told");
        assertThat(seen.get().entries().getFirst().messageGroupId()).isEqualTo("acme");
        assertThat(seen.get().entries().getFirst().messageDeduplicationId()).isNull();
        assertThat(seen.get().entries().getFirst().messageAttributes().get("status").stringValue())
                .isEqualTo("completed");
    }

    /** Its name alone is known if SQS was out of order at the start. */
    @Test
    void aQueueIsLookedUpWhenItIsNeeded() {
        AtomicReference<String> seen = new AtomicReference<>();
        List<String> lookedUp = new ArrayList<>();
        SqsClient late =
                new SqsClient() {
                    @Override
                    public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest get) {
                        lookedUp.add(get.queueName());
                        if (lookedUp.size() == 1) {
                            throw SdkClientException.create("connection refused");
                        }
                        return GetQueueUrlResponse.builder().queueUrl("https://sqs/1/told").build();
                    }

                    @Override
                    public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest send) {
                        seen.set(send.queueUrl());
                        return SendMessageBatchResponse.builder().build();
                    }

                    @Override
                    public String serviceName() {
                        return SERVICE_NAME;
                    }

                    @Override
                    public void close() {}
                };
        Queue queue = new Queue(late, "told");

        assertThat(queue.channel()).hasToString("queue told");
        assertThat(queue.send(TWO, BUDGET)).hasOnlyElementsOfType(Answer.Later.class);
        assertThat(queue.send(TWO, BUDGET)).containsOnly(new Answer.Sent());
        assertThat(queue.send(TWO, BUDGET)).containsOnly(new Answer.Sent());
        assertThat(seen).hasValue("https://sqs/1/told");
        assertThat(lookedUp).containsExactly("told", "told");
    }

    @Test
    void eachEntryOfABatchHasItsOwnAnswer() {
        Queue queue =
                new Queue(
                        sqs(
                                send ->
                                        SendMessageBatchResponse.builder()
                                                .failed(
                                                        f ->
                                                                f.id("1")
                                                                        .code("InternalError")
                                                                        .message("sorry")
                                                                        .senderFault(false))
                                                .build()),
                        "https://sqs/1/told");
        Topic topic =
                new Topic(
                        sns(
                                publish ->
                                        PublishBatchResponse.builder()
                                                .failed(
                                                        f ->
                                                                f.id("0")
                                                                        .code("InvalidParameter")
                                                                        .message("no")
                                                                        .senderFault(true))
                                                .build()),
                        ARN);

        assertThat(queue.send(TWO, BUDGET))
                .containsExactly(new Answer.Sent(), new Answer.Later("InternalError: sorry"));
        assertThat(topic.send(TWO, BUDGET))
                .containsExactly(new Answer.Refused("InvalidParameter: no"), new Answer.Sent());
    }

    private static Answer answerTo(RuntimeException failure) {
        return new Topic(
                        sns(
                                _ -> {
                                    throw failure;
                                }),
                        ARN)
                .send(TWO, BUDGET)
                .getLast();
    }

    private static AwsServiceException status(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    @Test
    void whatPassesIsToldFromWhatDoesNot() {
        assertThat(answerTo(NotFoundException.builder().message("gone").statusCode(404).build()))
                .isInstanceOf(Answer.Closed.class);
        assertThat(answerTo(QueueDoesNotExistException.builder().statusCode(400).build()))
                .isInstanceOf(Answer.Closed.class);
        assertThat(answerTo(status(403, "AuthorizationError"))).isInstanceOf(Answer.Closed.class);
        assertThat(answerTo(status(400, "Throttling"))).isInstanceOf(Answer.Later.class);
        assertThat(answerTo(status(400, "InvalidParameter"))).isInstanceOf(Answer.Refused.class);
        assertThat(answerTo(status(503, "Unavailable"))).isInstanceOf(Answer.Later.class);
        assertThat(answerTo(SdkClientException.create("connection refused")))
                .isInstanceOf(Answer.Later.class);
        assertThat(answerTo(ApiCallTimeoutException.create(5000))).isInstanceOf(Answer.Later.class);
    }
}
