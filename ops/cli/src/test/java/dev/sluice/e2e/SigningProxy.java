package dev.sluice.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * Lets a program that has keys of its own use an S3 that knows others: signs each request anew,
 * with those of the environment given.
 */
final class SigningProxy implements AutoCloseable {
    /** The old signature's, and those of one connection. */
    private static final Set<String> DROPPED =
            Set.of(
                    "authorization",
                    "x-amz-security-token",
                    "x-amz-date",
                    "host",
                    "connection",
                    "content-length",
                    "transfer-encoding",
                    "expect",
                    "upgrade");

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> environment;

    SigningProxy(Map<String, String> environment) throws IOException {
        this.environment = environment;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::forward);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            SdkHttpRequest signed = signed(exchange, body);
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(signed.getUri())
                            .version(HttpClient.Version.HTTP_1_1)
                            .method(
                                    exchange.getRequestMethod(),
                                    HttpRequest.BodyPublishers.ofByteArray(body));
            signed.forEachHeader(
                    (name, values) -> {
                        if (!name.equalsIgnoreCase("host")) {
                            values.forEach(value -> request.header(name, value));
                        }
                    });
            HttpResponse<byte[]> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers()
                    .map()
                    .forEach(
                            (name, values) -> {
                                if (!name.startsWith(":")
                                        && !DROPPED.contains(name.toLowerCase(Locale.ROOT))) {
                                    exchange.getResponseHeaders().put(name, values);
                                }
                            });
            boolean empty = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(
                    response.statusCode(),
                    empty || response.body().length == 0 ? -1 : response.body().length);
            if (!empty) {
                exchange.getResponseBody().write(response.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SdkHttpRequest signed(HttpExchange exchange, byte[] body) {
        String target = String.valueOf(environment.get("AWS_ENDPOINT_URL_S3"));
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.fromValue(exchange.getRequestMethod()))
                        .uri(URI.create(target + exchange.getRequestURI()));
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (!DROPPED.contains(name.toLowerCase(Locale.ROOT))) {
                                request.putHeader(name, values);
                            }
                        });
        return AwsV4HttpSigner.create()
                .sign(
                        sign ->
                                sign.identity(
                                                AwsBasicCredentials.create(
                                                        environment.get("AWS_ACCESS_KEY_ID"),
                                                        environment.get("AWS_SECRET_ACCESS_KEY")))
                                        .request(request.build())
                                        .payload(() -> new ByteArrayInputStream(body))
                                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                                        .putProperty(
                                                AwsV4HttpSigner.REGION_NAME,
                                                environment.get("AWS_REGION"))
                                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
                .request();
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
