package dev.sluice.shared.notify;

import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What SNS and SQS have in common. */
final class AwsAnswers {
    /** Most of one call of either. */
    static final int BATCH = 10;

    /** Calls of tens at the same time: 8 carry a thousand notifications a second. */
    static final int CALLS = 8;

    /** Longest wait for one of the SDK's attempts. */
    private static final Duration ATTEMPT = Duration.ofSeconds(2);

    /** How names of FIFO topics and queues end. */
    static final String FIFO = ".fifo";

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TROUBLE = 500;

    /** What an entry of a batch says of the whole channel. */
    private static final Set<String> CLOSED =
            Set.of(
                    "AuthorizationError",
                    "AccessDenied",
                    "AccessDeniedException",
                    "NotFound",
                    "AWS.SimpleQueueService.NonExistentQueue");

    private AwsAnswers() {}

    /** Whether it is an outage, or too much at a time: nothing that must be mended on our side. */
    static boolean passes(SdkException failure) {
        return !(failure instanceof AwsServiceException said)
                || said.isThrottlingException()
                || said.statusCode() >= TROUBLE;
    }

    /** Of a whole call. The SDK has repeated what passes as often as its budget allowed. */
    static Answer of(SdkException failure) {
        if (passes(failure) || !(failure instanceof AwsServiceException said)) {
            return new Answer.Later(why(failure));
        }
        boolean closed =
                said instanceof NotFoundException
                        || said instanceof QueueDoesNotExistException
                        || said.statusCode() == FORBIDDEN
                        || said.statusCode() == NOT_FOUND;
        if (closed) {
            return new Answer.Closed(why(failure));
        }
        return new Answer.Refused(why(failure));
    }

    /** Of one entry of a batch. */
    static Answer of(String code, String message, boolean ours) {
        String why = code + ": " + message;
        if (CLOSED.contains(code)) {
            return new Answer.Closed(why);
        }
        return ours ? new Answer.Refused(why) : new Answer.Later(why);
    }

    /**
     * What subscribers filter by: SQS and SNS refuse control characters and lone surrogates in it,
     * and empty values.
     */
    static Map<String, String> attributes(Notification notification) {
        Map<String, String> attributes = new java.util.TreeMap<>();
        attributes.put("pipeline", notification.pipeline());
        attributes.put("status", notification.status().sent());
        attributes.put("customerID", notification.customerID());
        notification.failureCode().ifPresent(code -> attributes.put("failureCode", code));
        attributes.replaceAll(
                (_, value) -> value.replaceAll("[\\p{Cntrl}\\p{Cs}\\uFFFE\\uFFFF]", "?"));
        attributes.values().removeIf(String::isEmpty);
        return attributes;
    }

    /**
     * For FIFO topics and queues, which drop what has the same name as something before: a job that
     * failed may be completed after all.
     */
    static String deduplication(Notification notification) {
        return notification.id() + "-" + notification.status().sent();
    }

    static Consumer<AwsRequestOverrideConfiguration.Builder> within(Duration time) {
        Duration attempt = time.compareTo(ATTEMPT) < 0 ? time : ATTEMPT;
        return override -> override.apiCallTimeout(time).apiCallAttemptTimeout(attempt);
    }

    private static String why(SdkException failure) {
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    /** An entry of a batch that AWS did not take. */
    record Refused(String id, String code, String message, boolean senderFault) {}

    /**
     * Sends a batch whose entries' IDs are their places.
     *
     * @param call sends, and returns what was refused
     */
    static List<Answer> of(int size, Supplier<Stream<Refused>> call) {
        List<Answer> answers = new ArrayList<>(Collections.nCopies(size, new Answer.Sent()));
        try {
            call.get()
                    .forEach(
                            refused ->
                                    answers.set(
                                            Integer.parseInt(refused.id()),
                                            of(
                                                    refused.code(),
                                                    refused.message(),
                                                    refused.senderFault())));
            return answers;
        } catch (SdkException e) {
            return Collections.nCopies(size, of(e));
        }
    }
}
