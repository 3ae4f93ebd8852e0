package dev.sluice.shared.aws;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One attempt at a call of S3: signed, counted and sent.
 *
 * @param timers for the end of an attempt
 * @param attempt longest wait for the answer to begin
 */
record DirectCall(
        SdkHttpClient http,
        AwsAccess access,
        ApiMeter meter,
        ScheduledExecutorService timers,
        Duration attempt)
        implements AutoCloseable {
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private static final int MULTIPLE_CHOICES = 300;
    private static final int FORBIDDEN = 403;
    private static final int PRECONDITION_FAILED = 412;

    /** An error's document is shorter, and what is not read is cut off. */
    private static final int LONGEST_ERROR = 1 << 16;

    /** What came of it. */
    sealed interface Answer {
        /** A 200, or a part's 206. */
        record Done(HttpExecuteResponse response) implements Answer, AutoCloseable {
            SdkHttpResponse headers() {
                return response.httpResponse();
            }

            AbortableInputStream body() {
                return response.responseBody().orElseGet(AbortableInputStream::createEmpty);
            }

            /** Gives the connection back. */
            @Override
            public void close() {
                end(response);
            }
        }

        /** A 412. */
        record ConditionFailed(SdkHttpResponse headers) implements Answer {
            /** As the SDK throws it. */
            S3Exception asException() {
                String why = "At least one of the pre-conditions you specified did not hold";
                return (S3Exception)
                        S3Exception.builder()
                                .awsErrorDetails(
                                        AwsErrorDetails.builder()
                                                .serviceName("S3")
                                                .errorCode("PreconditionFailed")
                                                .errorMessage(why)
                                                .build())
                                .statusCode(PRECONDITION_FAILED)
                                .requestId(
                                        headers.firstMatchingHeader("x-amz-request-id")
                                                .orElse(null))
                                .message(why + " (Service: S3, Status Code: 412)")
                                .build();
            }
        }

        /** S3 would not do it as it was asked: a redirect, or 400 to 403. */
        record Refused(int status) implements Answer {}

        /** Anything else, such as no connection; it may have been done even so. */
        record Failed() implements Answer {}
    }

    /**
     * @param operation as {@link ApiMeter} counts it
     */
    Answer send(String operation, SdkHttpRequest request, Optional<RequestBody> body) {
        try {
            AwsCredentials credentials = access.credentials().resolveCredentials();
            if (credentials.accessKeyId() == null || credentials.secretAccessKey() == null) {
                return new Answer.Failed(); // of the anonymous, whose requests are not signed
            }
            SignedRequest signed = signed(request, body, credentials);
            meter.called(operation);
            return answer(
                    HttpExecuteRequest.builder()
                            .request(signed.request())
                            .contentStreamProvider(signed.payload().orElse(null))
                            .build());
        } catch (IOException | SdkException e) {
            return new Answer.Failed();
        }
    }

    /** Over TLS without the body's sum, as the SDK does. */
    private SignedRequest signed(
            SdkHttpRequest request, Optional<RequestBody> body, AwsCredentials credentials) {
        boolean tls = "https".equals(request.protocol());
        return SIGNER.sign(
                sign ->
                        sign.identity(credentials)
                                .request(request)
                                .payload(body.map(RequestBody::contentStreamProvider).orElse(null))
                                .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                                .putProperty(AwsV4HttpSigner.REGION_NAME, access.region().id())
                                .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                                .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                                .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, !tls));
    }

    private Answer answer(HttpExecuteRequest request) throws IOException {
        ExecutableHttpRequest prepared = http.prepareRequest(request);
        Future<?> end = timers.schedule(prepared::abort, attempt.toNanos(), TimeUnit.NANOSECONDS);
        HttpExecuteResponse response;
        try {
            response = prepared.call();
        } finally {
            var _ = end.cancel(false);
        }
        int status = response.httpResponse().statusCode();
        if (status == 200 || status == 206) {
            return new Answer.Done(response);
        }
        end(response);
        if (status == PRECONDITION_FAILED) {
            return new Answer.ConditionFailed(response.httpResponse());
        }
        return status >= MULTIPLE_CHOICES && status <= FORBIDDEN
                ? new Answer.Refused(status)
                : new Answer.Failed();
    }

    /** Reads a short body to its end, for then the connection serves again. */
    private static void end(HttpExecuteResponse response) {
        response.responseBody()
                .ifPresent(
                        body -> {
                            try (body) {
                                if (body.readNBytes(LONGEST_ERROR).length == LONGEST_ERROR) {
                                    body.abort();
                                }
                            } catch (IOException e) {
                                body.abort();
                            }
                        });
    }

    @Override
    public void close() {
        http.close();
    }
}
