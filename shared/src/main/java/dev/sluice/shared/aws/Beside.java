package dev.sluice.shared.aws;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Clients of services beside a job's path, each opened when it is first asked for. One is absent
 * where the program works on emulators and nothing says where that service is: it is never AWS's
 * then.
 */
public final class Beside implements AutoCloseable {
    private final AwsAccess access;
    private final AwsClients.Http http;
    private final ApiMeter meter;

    /** Guarded by this. */
    private final Map<String, SdkClient> open = new LinkedHashMap<>();

    Beside(AwsAccess access, AwsClients.Http http, ApiMeter meter) {
        this.access = access;
        this.http = http;
        this.meter = meter;
    }

    /** One with this SQS and no other service: for a program that plays AWS. */
    public static Beside playing(SqsClient sqs) {
        AwsAccess played =
                new AwsAccess(
                        Region.US_EAST_1,
                        Map.of("sqs", URI.create("http://played")),
                        AnonymousCredentialsProvider.create());
        Beside beside =
                new Beside(
                        played,
                        (connections, here) -> {
                            throw new IllegalStateException("nothing is called");
                        },
                        new ApiMeter());
        beside.open.put("sqs", sqs);
        return beside;
    }

    public Optional<SnsClient> sns() {
        return of(
                "sns",
                SnsClient.class,
                () -> AwsClients.beside(SnsClient.builder(), access, "sns", http, meter));
    }

    /** For queues beside those of jobs, whose leases must not wait for them (RULES 13). */
    public SqsClient sqs() {
        return of(
                        "sqs",
                        SqsClient.class,
                        () -> AwsClients.beside(SqsClient.builder(), access, "sqs", http, meter))
                .orElseThrow(() -> new IllegalStateException("SQS is always there"));
    }

    public Optional<CloudWatchClient> cloudwatch() {
        return of(
                "cloudwatch",
                CloudWatchClient.class,
                () ->
                        AwsClients.beside(
                                CloudWatchClient.builder(), access, "cloudwatch", http, meter));
    }

    public Optional<AutoScalingClient> autoscaling() {
        return of(
                "auto_scaling",
                AutoScalingClient.class,
                () ->
                        AwsClients.beside(
                                AutoScalingClient.builder(), access, "auto_scaling", http, meter));
    }

    /** Parameters, and secrets of Secrets Manager as {@code /aws/reference/secretsmanager/NAME}. */
    public Optional<SsmClient> ssm() {
        return of(
                "ssm",
                SsmClient.class,
                () -> AwsClients.beside(SsmClient.builder(), access, "ssm", http, meter));
    }

    private synchronized <C extends SdkClient> Optional<C> of(
            String service, Class<C> type, Supplier<C> opener) {
        return access.isThere(service)
                ? Optional.of(type.cast(open.computeIfAbsent(service, _ -> opener.get())))
                : Optional.empty();
    }

    /** Whoever still calls gets an error of the SDK. */
    @Override
    public void close() {
        List<SdkClient> all;
        synchronized (this) {
            all = new ArrayList<>(open.values());
        }
        all.forEach(SdkClient::close);
    }
}
