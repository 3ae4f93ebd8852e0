package dev.sluice.worker.life;

import dev.sluice.worker.life.Metadata.NoAnswer.Kind;

import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.backoff.BackoffStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.imds.Ec2MetadataClient;
import software.amazon.awssdk.imds.Ec2MetadataClientException;
import software.amazon.awssdk.imds.Ec2MetadataRetryPolicy;

import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The instance metadata service, version 2: each request carries a token, which the SDK's client
 * renews. Requests are local and cost nothing.
 */
final class Imds implements Metadata {
    /** On an instance the service is a fraction of a millisecond away. */
    private static final Duration CONNECT = Duration.ofSeconds(1);

    /** A token whose answer is lost on its way to a container comes never. */
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private static final String ROOT = "/latest/meta-data/";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;

    private final URI endpoint;
    private Ec2MetadataClient client;
    private boolean answered;

    /**
     * @param endpoint such as {@code http://169.254.169.254}
     */
    Imds(URI endpoint) {
        this.endpoint = endpoint;
        this.client = open();
    }

    private Ec2MetadataClient open() {
        return Ec2MetadataClient.builder()
                .endpoint(endpoint)
                .retryPolicy( // the next look is the next try
                        Ec2MetadataRetryPolicy.builder()
                                .numRetries(0)
                                .backoffStrategy(BackoffStrategy.none())
                                .build())
                .httpClient(
                        Apache5HttpClient.builder()
                                .maxConnections(1)
                                .connectionTimeout(CONNECT)
                                .socketTimeout(ANSWER)
                                .proxyConfiguration( // it would be another machine's metadata
                                        ProxyConfiguration.builder()
                                                .useSystemPropertyValues(false)
                                                .useEnvironmentVariableValues(false)
                                                .build()))
                .build();
    }

    @Override
    public synchronized Optional<String> item(String path) throws NoAnswer {
        try {
            try {
                return read(path);
            } catch (Ec2MetadataClientException e) {
                if (e.statusCode() != UNAUTHORIZED || !answered) {
                    throw e;
                }
                // The token has expired although the client, which goes by the wall clock, takes
                // it for good; another client asks for another.
                client.close();
                client = open();
                return read(path);
            }
        } catch (SdkClientException e) {
            throw new NoAnswer(kind(e), String.valueOf(root(e).getMessage()), e);
        }
    }

    private Optional<String> read(String path) {
        try {
            String value = client.get(ROOT + path).asString();
            answered = true;
            return Optional.of(value);
        } catch (Ec2MetadataClientException e) {
            if (e.statusCode() == NOT_FOUND && answered) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Once it has answered, there is an instance that gives tokens. */
    private Kind kind(SdkClientException failure) {
        if (answered) {
            return Kind.SILENT;
        }
        if (failure instanceof Ec2MetadataClientException refused) {
            return switch (refused.statusCode()) {
                case UNAUTHORIZED, FORBIDDEN -> Kind.NO_TOKEN;
                case TOO_MANY -> Kind.SILENT;
                default -> Kind.NO_INSTANCE; // other clouds have services at the same address
            };
        }
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof RetryableException) {
                return Kind.SILENT; // what the client makes of 5xx
            }
            if (each instanceof SocketTimeoutException && !isConnect(each)) {
                return Kind.NO_TOKEN; // connected, so somebody is there
            }
        }
        return Kind.NO_INSTANCE;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }

    private static boolean isConnect(Throwable timeout) {
        return timeout.getClass().getSimpleName().startsWith("Connect");
    }

    @Override
    public synchronized void close() {
        client.close();
    }
}
