package dev.sluice.shared.aws;

import dev.sluice.shared.time.Ticker;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.UnaryOperator;

/**
 * The clients of one program, with time-outs and pools by RULES 13.
 *
 * @param receiving SQS for long polls only
 * @param settling SQS for delete, visibility and send
 * @param beside what no job waits for
 */
public record AwsClients(
        S3Client s3,
        DynamoDbClient dynamodb,
        SqsClient receiving,
        SqsClient settling,
        Beside beside)
        implements AutoCloseable {
    /** For the SDK's time-outs, of which nearly every one is cancelled. */
    private static final ScheduledExecutorService TIMERS = timers();

    /** A long poll takes up to 20 s. */
    private static final Duration RECEIVE_ATTEMPT = Duration.ofSeconds(25);

    private static final Duration SETTLE_ATTEMPT = Duration.ofSeconds(2);

    /** Until the answer begins; reading a large object may take longer. */
    private static final Duration S3_ATTEMPT = Duration.ofSeconds(10);

    private static final Duration DYNAMODB_ATTEMPT = Duration.ofSeconds(3);
    private static final Duration DYNAMODB_CALL = Duration.ofSeconds(12);

    /** No longer than the socket waits. */
    private static final Duration PATIENT_ATTEMPT = Duration.ofSeconds(30);

    /** For the SDK's four attempts. */
    private static final Duration PATIENT_CALL = Duration.ofMinutes(2);

    private static final int BESIDE_CONNECTIONS = 8;
    private static final Duration BESIDE_CALL = Duration.ofSeconds(10);

    /**
     * What the clients must be able to carry.
     *
     * @param jobs calls to S3, and to DynamoDB, at the same time: the permits of all pipelines
     * @param polls long polls at the same time
     * @param shortestLease the whole of a delete or visibility call stays under a sixth of it
     */
    public record Load(int jobs, int polls, Duration shortestLease) {}

    public static AwsClients open(AwsAccess access, Load load, ApiMeter meter) {
        return open(access, load, meter, AwsClients::apache);
    }

    /** Makes the HTTP clients, of which each SDK client has one of its own. */
    public interface Http {
        /**
         * @param here whether it is for an endpoint on this machine, which is not behind the proxy
         *     that the environment may name
         */
        SdkHttpClient.Builder<?> client(int connections, boolean here);
    }

    /** As {@link #open(AwsAccess, Load, ApiMeter)}, with other HTTP clients: for tests. */
    public static AwsClients open(AwsAccess access, Load load, ApiMeter meter, Http http) {
        return open(access, load, meter, http, channel -> channel);
    }

    /**
     * To set up and to look in. No lease hurries, and emulators that have just started on a slow
     * machine take their time.
     *
     * @param jobs calls to each service at the same time
     */
    public static AwsClients patient(AwsAccess access, int jobs, ApiMeter meter) {
        Load load = new Load(jobs, 1, PATIENT_CALL);
        return open(access, load, meter, AwsClients::apache, Channel::patient);
    }

    private static AwsClients open(
            AwsAccess access, Load load, ApiMeter meter, Http http, UnaryOperator<Channel> times) {
        Duration settleCall = max(load.shortestLease().dividedBy(6), Duration.ofMillis(300));
        return new AwsClients(
                s3(
                        access,
                        times.apply(
                                new Channel(
                                        "s3", load.jobs(), S3_ATTEMPT, S3_ATTEMPT.multipliedBy(3))),
                        http,
                        meter),
                client(
                        DynamoDbClient.builder(),
                        access,
                        times.apply(
                                new Channel(
                                        "dynamodb", load.jobs(), DYNAMODB_ATTEMPT, DYNAMODB_CALL)),
                        http,
                        meter),
                client(
                        SqsClient.builder(),
                        access,
                        times.apply(
                                new Channel("sqs", load.polls(), RECEIVE_ATTEMPT, RECEIVE_ATTEMPT)),
                        http,
                        meter),
                client(
                        SqsClient.builder(),
                        access,
                        times.apply(
                                new Channel(
                                        "sqs",
                                        Math.max(8, load.jobs() / 8),
                                        min(SETTLE_ATTEMPT, settleCall),
                                        settleCall)),
                        http,
                        meter),
                new Beside(access, http, meter));
    }

    private static S3Client s3(AwsAccess access, Channel channel, Http http, ApiMeter meter) {
        SdkHttpClient connections = connections(access, channel, http).build();
        S3Client sdk =
                client(
                        S3Client.builder()
                                .httpClient(connections)
                                // Only AWS has a host name for each bucket; others are found by
                                // path.
                                .forcePathStyle(!AwsAccess.isAws(access.endpoints().get("s3")))
                                .requestChecksumCalculation(
                                        RequestChecksumCalculation.WHEN_REQUIRED)
                                .responseChecksumValidation(
                                        ResponseChecksumValidation.WHEN_REQUIRED)
                                // Over plain HTTP one digest, instead of a signature for each
                                // chunk: a quarter off a small PUT. Over TLS neither is made.
                                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                                .overrideConfiguration(
                                        s3 -> s3.addExecutionInterceptor(new SmallBodies())),
                        access,
                        channel,
                        meter);
        DirectCall call = new DirectCall(connections, access, meter, TIMERS, channel.attempt());
        return new DirectS3(sdk, call, Ticker.system());
    }

    /** A client that no lease hurries and few calls share. */
    static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C beside(
            B builder, AwsAccess access, String service, Http http, ApiMeter meter) {
        return client(
                builder,
                access,
                new Channel(service, BESIDE_CONNECTIONS, SETTLE_ATTEMPT, BESIDE_CALL),
                http,
                meter);
    }

    /**
     * One client more, for a command that sets something up: as patient as {@link
     * #patient(AwsAccess, int, ApiMeter)}.
     *
     * @param service as in {@link AwsAccess#endpoints}
     */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C patient(
            B builder, AwsAccess access, String service, ApiMeter meter) {
        Channel channel = new Channel(service, BESIDE_CONNECTIONS, SETTLE_ATTEMPT, BESIDE_CALL);
        return client(builder, access, channel.patient(), AwsClients::apache, meter);
    }

    /**
     * How one client talks.
     *
     * @param attempt longest wait for the answer to one request
     * @param call longest wait for all attempts together
     */
    private record Channel(String service, int connections, Duration attempt, Duration call) {
        Channel patient() {
            return new Channel(service, connections, PATIENT_ATTEMPT, PATIENT_CALL);
        }
    }

    private static SdkHttpClient.Builder<?> apache(int connections, boolean here) {
        Apache5HttpClient.Builder http =
                Apache5HttpClient.builder()
                        .maxConnections(connections)
                        .connectionTimeout(Duration.ofSeconds(2))
                        .connectionAcquisitionTimeout(Duration.ofSeconds(10))
                        .socketTimeout(Duration.ofSeconds(30))
                        .expectContinueEnabled(false); // the SDK asks by itself: see SmallBodies
        if (here) {
            http.proxyConfiguration(
                    ProxyConfiguration.builder()
                            .useSystemPropertyValues(false)
                            .useEnvironmentVariableValues(false)
                            .build());
        }
        return new CutConnects.Builder(http);
    }

    private static SdkHttpClient.Builder<?> connections(
            AwsAccess access, Channel channel, Http http) {
        boolean here = AwsAccess.isHere(access.endpoints().get(channel.service()));
        return new TracedRequests.Builder(http.client(channel.connections(), here));
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, AwsAccess access, Channel channel, Http http, ApiMeter meter) {
        builder.httpClientBuilder(connections(access, channel, http));
        return client(builder, access, channel, meter);
    }

    /** Of a builder that has its connections. */
    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
            B builder, AwsAccess access, Channel channel, ApiMeter meter) {
        @Nullable URI endpoint = access.endpoints().get(channel.service());
        if (endpoint != null) {
            // For hosts of AWS alone: the SDK refuses them together with an endpoint, or rewrites
            // it.
            builder.endpointOverride(endpoint).fipsEnabled(false).dualstackEnabled(false);
        }
        return builder.region(access.region())
                .credentialsProvider(access.credentials())
                .overrideConfiguration(
                        builder.overrideConfiguration().toBuilder()
                                .addExecutionInterceptor(meter)
                                .scheduledExecutorService(TIMERS)
                                .apiCallAttemptTimeout(channel.attempt())
                                .apiCallTimeout(channel.call())
                                .build())
                .build();
    }

    /**
     * The SDK's own keeps a cancelled time-out until its time has come, and wakes a thread for it:
     * six times a job.
     */
    private static ScheduledExecutorService timers() {
        ScheduledThreadPoolExecutor timers =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("sdk-timers").factory());
        timers.setRemoveOnCancelPolicy(true);
        return timers;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    @Override
    public void close() {
        receiving.close();
        settling.close();
        dynamodb.close();
        s3.close();
        beside.close();
    }
}
