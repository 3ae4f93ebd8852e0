package dev.sluice.shared.aws;

import dev.sluice.shared.config.Problems;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which AWS to talk to, and as whom. Closed, if the process goes on, by whoever read it, after all
 * clients made with it.
 *
 * @param endpoints by service ({@code s3}, {@code sqs}, {@code dynamodb}); absent: AWS itself
 * @param credentials shared by all clients, which cannot close it
 */
public record AwsAccess(
        Region region, Map<String, URI> endpoints, AwsCredentialsProvider credentials)
        implements AutoCloseable {
    /** As the SDK's variables of endpoints name them, in lower case. */
    private static final List<String> SERVICES =
            List.of(
                    "s3",
                    "sqs",
                    "dynamodb",
                    "sns",
                    "cloudwatch",
                    "auto_scaling",
                    "ssm",
                    "cloudformation",
                    "service_quotas",
                    "sts",
                    "iam");

    /** Among the endpoints; no service by this name has an API. */
    private static final String METADATA = "imds";

    public AwsAccess {
        endpoints = Map.copyOf(endpoints);
        credentials = SharedCredentials.of(credentials);
    }

    /**
     * From an environment: {@code AWS_REGION}, then {@code AWS_DEFAULT_REGION} (which the SDK
     * itself ignores), then the SDK's chain; {@code AWS_ENDPOINT_URL_<SERVICE>}, then {@code
     * AWS_ENDPOINT_URL}; keys from the environment, then the SDK's chain: web identity, profiles
     * with or without a role or single sign-on, container, instance.
     */
    public static AwsAccess from(Map<String, String> environment, Problems problems) {
        Map<String, URI> endpoints = new HashMap<>();
        for (String service : SERVICES) {
            String name = "AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT);
            Optional<String> url =
                    set(environment, name).or(() -> set(environment, "AWS_ENDPOINT_URL"));
            url.flatMap(each -> endpoint(name, each, problems))
                    .ifPresent(each -> endpoints.put(service, each));
        }
        metadata(environment, isAws(endpoints.get("sqs")), problems)
                .ifPresent(each -> endpoints.put(METADATA, each));
        return new AwsAccess(region(environment, problems), endpoints, credentials(environment));
    }

    private static Optional<URI> endpoint(String name, String url, Problems problems) {
        if (url.matches("https?://[^/\\s]+(/\\S*)?")) {
            return Optional.of(URI.create(url));
        }
        problems.add(name, "\"" + url + "\" must be an http or https URL");
        return Optional.empty();
    }

    private static Optional<URI> metadata(
            Map<String, String> environment, boolean onAws, Problems problems) {
        if (set(environment, "AWS_EC2_METADATA_DISABLED")
                .filter("true"::equalsIgnoreCase)
                .isPresent()) {
            return Optional.empty();
        }
        String name = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
        Optional<String> named = set(environment, name);
        if (named.isPresent() || !onAws) {
            return named.flatMap(url -> endpoint(name, url, problems));
        }
        boolean six = set(environment, name + "_MODE").filter("IPv6"::equalsIgnoreCase).isPresent();
        return Optional.of(URI.create(six ? "http://[fd00:ec2::254]" : "http://169.254.169.254"));
    }

    /**
     * Where EC2's instance metadata service would be. Absent where {@code
     * AWS_EC2_METADATA_DISABLED} says so, and, unless {@code AWS_EC2_METADATA_SERVICE_ENDPOINT}
     * names it, where the queues are an emulator's.
     */
    public Optional<URI> metadata() {
        return Optional.ofNullable(endpoints.get(METADATA));
    }

    /** Whether the service is on this machine, where idle calls cost nothing. */
    public boolean isHere(String service) {
        return isHere(endpoints.get(service));
    }

    /**
     * Whether the service may be called: AWS's own only by a program whose queues are AWS's, so
     * that one that works on emulators never reaches an account by mistake.
     */
    public boolean isThere(String service) {
        return endpoints.containsKey(service) || isAws(endpoints.get("sqs"));
    }

    static boolean isAws(@Nullable URI endpoint) {
        return endpoint == null || String.valueOf(endpoint.getHost()).endsWith("amazonaws.com");
    }

    static boolean isHere(@Nullable URI endpoint) {
        String host = endpoint == null ? "" : String.valueOf(endpoint.getHost());
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static Region region(Map<String, String> environment, Problems problems) {
        Optional<String> named =
                set(environment, "AWS_REGION").or(() -> set(environment, "AWS_DEFAULT_REGION"));
        if (named.isPresent()) {
            return Region.of(named.get());
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkException e) {
            problems.add(
                    "AWS_REGION", "is not set, and neither profile nor instance names a region");
            return Region.US_EAST_1;
        }
    }

    private static AwsCredentialsProvider credentials(Map<String, String> environment) {
        Optional<String> id = set(environment, "AWS_ACCESS_KEY_ID");
        Optional<String> secret = set(environment, "AWS_SECRET_ACCESS_KEY");
        if (id.isEmpty() || secret.isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(
                set(environment, "AWS_SESSION_TOKEN")
                        .<software.amazon.awssdk.auth.credentials.AwsCredentials>map(
                                token ->
                                        AwsSessionCredentials.create(id.get(), secret.get(), token))
                        .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** Ends what the credentials hold open, such as a client of STS. */
    @Override
    public void close() {
        SharedCredentials.of(credentials).close();
    }
}
