package dev.sluice.shared.aws;

import dev.sluice.shared.aws.DirectCall.Answer;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An S3 client that makes by itself the two calls of every job, a GET of its upload and a PUT of a
 * small document, with the SDK's signer, credentials and HTTP client, but without the pipeline
 * around these, which took most of a call's CPU.
 *
 * <p>It knows two answers: done, and that a condition failed (412). Whatever else comes of a call,
 * the SDK makes it again, with its retries, redirects, clock skew and errors. Both calls may be
 * repeated: a PUT because it is conditional. Where S3 refuses what it then grants to the SDK, that
 * bucket is left to the SDK for a while. All other calls, and these with further wishes, are the
 * SDK's.
 */
final class DirectS3 extends DelegatingS3Client {
    private static final Logger log = LoggerFactory.getLogger(DirectS3.class);

    /** Credentials that expire on the way are refused, too, and will do again. */
    static final Duration LEFT = Duration.ofMinutes(10);

    private final DirectCall call;
    private final Ticker ticker;
    private final Buckets buckets = new Buckets(this);

    /** Buckets that are left to the SDK, with when that began. */
    private final Map<String, Long> left = new ConcurrentHashMap<>();

    /**
     * @param sdk closed with this
     * @param call closed with this, after the other
     */
    DirectS3(S3Client sdk, DirectCall call, Ticker ticker) {
        super(sdk);
        this.call = call;
        this.ticker = ticker;
    }

    @Override
    public <T> T getObject(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        // Others read the body within the call, which the SDK then tries again as a whole.
        Optional<SdkHttpRequest> plain =
                transformer.needsConnectionLeftOpen()
                        ? plain(SdkHttpMethod.GET, request, request.bucket(), request.key())
                        : Optional.empty();
        Supplier<T> sdk = () -> super.getObject(request, transformer);
        return plain.isEmpty()
                ? sdk.get()
                : made(
                        request.bucket(),
                        call.send("s3.GetObject", plain.get(), Optional.empty()),
                        done -> transformed(done, transformer),
                        sdk);
    }

    private static <T> T transformed(
            Answer.Done done, ResponseTransformer<GetObjectResponse, T> transformer) {
        GetObjectResponse.Builder response = GetObjectResponse.builder();
        S3Headers.read(done.headers(), response);
        var _ = response.sdkHttpResponse(done.headers());
        AbortableInputStream body = done.body();
        try {
            return transformer.transform(response.build(), body);
        } catch (Exception e) {
            body.abort();
            throw SdkClientException.create("cannot take over an object's bytes", e);
        }
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        boolean small = body.optionalContentLength().filter(SmallBodies::isSmall).isPresent();
        boolean conditional = request.ifMatch() != null || request.ifNoneMatch() != null;
        Optional<SdkHttpRequest> plain =
                small && conditional
                        ? plain(SdkHttpMethod.PUT, request, request.bucket(), request.key())
                        : Optional.empty();
        Supplier<PutObjectResponse> sdk = () -> super.putObject(request, body);
        return plain.isEmpty()
                ? sdk.get()
                : made(
                        request.bucket(),
                        call.send("s3.PutObject", plain.get(), Optional.of(body)),
                        done -> {
                            PutObjectResponse.Builder response = PutObjectResponse.builder();
                            S3Headers.read(done.headers(), response);
                            var _ = response.sdkHttpResponse(done.headers());
                            done.close();
                            return response.build();
                        },
                        sdk);
    }

    /** The request, unless it wishes for what only the SDK does. */
    private Optional<SdkHttpRequest> plain(
            SdkHttpMethod method, S3Request request, String bucket, String key) {
        return request.overrideConfiguration().isEmpty() && !isLeft(bucket)
                ? buckets.address(bucket, key)
                        .flatMap(address -> S3Headers.write(request, address.method(method)))
                : Optional.empty();
    }

    private boolean isLeft(String bucket) {
        Long since = left.get(bucket);
        return since != null && ticker.nanos() - since < LEFT.toNanos();
    }

    private <T> T made(
            String bucket, Answer answer, Function<Answer.Done, T> reader, Supplier<T> sdk) {
        return switch (answer) {
            case Answer.Done done -> reader.apply(done);
            case Answer.ConditionFailed failed -> throw failed.asException();
            case Answer.Failed _ -> sdk.get();
            case Answer.Refused(int status) -> {
                T granted = sdk.get();
                left.put(bucket, ticker.nanos());
                log.warn(
                        "S3 answered {} to a request for {} that it granted to the SDK, which makes"
                                + " all of them for the next {} minutes, for more CPU",
                        status,
                        bucket,
                        LEFT.toMinutes());
                yield granted;
            }
        };
    }

    @Override
    public void close() {
        super.close();
        call.close();
    }
}
