package dev.sluice.ops.bench.sdk;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.aws.AwsClients;

import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

import java.time.Duration;
import java.util.Locale;

/** The HTTP clients that the SDK offers, each set up as the worker's own is. */
enum HttpChoice {
    /** The worker's, by its own configuration. */
    APACHE5("Apache 5") {
        @Override
        Calls open(AwsAccess access, AwsClients.Load load, ApiMeter meter) {
            return new BlockingCalls(AwsClients.open(access, load, meter));
        }
    },
    CRT("CRT") {
        @Override
        Calls open(AwsAccess access, AwsClients.Load load, ApiMeter meter) {
            return new BlockingCalls(AwsClients.open(access, load, meter, HttpChoice::crt));
        }
    },
    URL_CONNECTION("URLConnection") {
        @Override
        Calls open(AwsAccess access, AwsClients.Load load, ApiMeter meter) {
            return new BlockingCalls(
                    AwsClients.open(access, load, meter, HttpChoice::urlConnection));
        }
    },
    /** The SDK's asynchronous clients, awaited. */
    NETTY("Netty") {
        @Override
        Calls open(AwsAccess access, AwsClients.Load load, ApiMeter meter) {
            return AwaitedCalls.open(access, load.jobs(), meter);
        }
    };

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ACQUIRE = Duration.ofSeconds(10);
    private static final Duration SOCKET = Duration.ofSeconds(30);

    private final String title;

    HttpChoice(String title) {
        this.title = title;
    }

    abstract Calls open(AwsAccess access, AwsClients.Load load, ApiMeter meter);

    /** For people. */
    String title() {
        return title;
    }

    /** For the JSON. */
    String key() {
        return switch (this) {
            case URL_CONNECTION -> "urlConnection";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }

    /** It reads no proxy from the environment unless told to. */
    private static SdkHttpClient.Builder<?> crt(int connections, boolean here) {
        return AwsCrtHttpClient.builder()
                .maxConcurrency(connections)
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(ACQUIRE);
    }

    /** Its pool is the JDK's own, without a limit. */
    private static SdkHttpClient.Builder<?> urlConnection(int connections, boolean here) {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(SOCKET)
                .proxyConfiguration(
                        ProxyConfiguration.builder()
                                .useSystemPropertyValues(!here)
                                .useEnvironmentVariablesValues(!here)
                                .build());
    }
}
