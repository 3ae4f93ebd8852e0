package dev.sluice.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a program and one AWS service, on the wire: counts requests by operation, and
 * holds back those that a test names, so that a program can be stopped between any two of its
 * steps.
 */
final class HttpProxy implements AutoCloseable {
    /** Headers that belong to one connection, not to the request. */
    private static final Set<String> HOP =
            Set.of("connection", "content-length", "transfer-encoding", "expect", "upgrade");

    /** Ends the names of operations on the fleet's table. */
    static final String OF_FLEET = "OfFleet";

    private static final Pattern TABLE = Pattern.compile("\"TableName\"\\s*:\\s*\"([^\"]+)\"");

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI target;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private volatile Predicate<Call> held = call -> false;
    private volatile CountDownLatch release = new CountDownLatch(0);
    private volatile CountDownLatch arrived = new CountDownLatch(1);
    private volatile boolean dropping;
    private volatile UnaryOperator<byte[]> rewriting = body -> body;

    /**
     * @param operation such as {@code PutObject}; on the fleet's table {@code UpdateItemOfFleet}
     * @param path with the key, for S3
     */
    record Call(String operation, String path, Map<String, String> headers) {}

    HttpProxy(String target) {
        this.target = URI.create(target);
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::forward);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Holds every request of this kind from now on, before it reaches the service. */
    void hold(Predicate<Call> which) {
        arrived = new CountDownLatch(1);
        release = new CountDownLatch(1);
        dropping = false;
        held = which;
    }

    /** Waits until a request is held. */
    void awaitHeld() throws InterruptedException {
        if (!arrived.await(
                dev.sluice.testing.Patience.LIMIT.toSeconds(),
                java.util.concurrent.TimeUnit.SECONDS)) {
            throw new AssertionError("no such request came; so far " + counts());
        }
    }

    /** Lets held requests go on, and holds no more. */
    void letGo() {
        held = call -> false;
        release.countDown();
    }

    /** Ends held requests as if they had never been sent, and holds no more. */
    void drop() {
        dropping = true;
        letGo();
    }

    /** Ends every request of this kind from now on, unanswered, until {@link #letGo}. */
    void refuse(Predicate<Call> which) {
        release = new CountDownLatch(0);
        dropping = true;
        held = which;
    }

    /** Sends on other bodies than it receives. Services that check signatures refuse them. */
    void rewrite(UnaryOperator<byte[]> bodies) {
        rewriting = bodies;
    }

    /** Requests by operation. */
    Map<String, Long> counts() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((operation, count) -> sums.put(operation, count.sum()));
        return sums;
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = rewriting.apply(exchange.getRequestBody().readAllBytes());
            Call call = call(exchange, body);
            counts.computeIfAbsent(call.operation(), name -> new LongAdder()).increment();
            if (held.test(call)) {
                arrived.countDown();
                release.await();
                if (dropping) {
                    return;
                }
            }
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(target.resolve(rawUri(exchange)))
                            .version(HttpClient.Version.HTTP_1_1)
                            .method(
                                    exchange.getRequestMethod(),
                                    HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders()
                    .forEach(
                            (name, values) -> {
                                if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                                    values.forEach(value -> request.header(name, value));
                                }
                            });
            HttpResponse<byte[]> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers()
                    .map()
                    .forEach(
                            (name, values) -> {
                                if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                                    exchange.getResponseHeaders().put(name, values);
                                }
                            });
            if (exchange.getRequestMethod().equals("HEAD")) {
                response.headers()
                        .firstValue("content-length")
                        .ifPresent(l -> exchange.getResponseHeaders().set("Content-Length", l));
                exchange.sendResponseHeaders(response.statusCode(), -1);
            } else {
                exchange.sendResponseHeaders(
                        response.statusCode(),
                        response.body().length == 0 ? -1 : response.body().length);
                exchange.getResponseBody().write(response.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String rawUri(HttpExchange exchange) {
        URI uri = exchange.getRequestURI();
        return uri.getRawQuery() == null
                ? uri.getRawPath()
                : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static Call call(HttpExchange exchange, byte[] body) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name, values.getFirst()));
        String target = headers.getOrDefault("X-Amz-Target", "");
        String path = exchange.getRequestURI().getPath();
        String operation =
                target.isEmpty()
                        ? s3Operation(exchange.getRequestMethod(), path)
                        : target.substring(target.indexOf('.') + 1) + ofFleet(body);
        return new Call(operation, path, headers);
    }

    /** A program's own row is written beside its jobs, at any time. */
    private static String ofFleet(byte[] body) {
        Matcher table = TABLE.matcher(new String(body, StandardCharsets.UTF_8));
        return table.find() && table.group(1).endsWith("Fleet") ? OF_FLEET : "";
    }

    private static String s3Operation(String method, String path) {
        return switch (method) {
            case "GET" -> "GetObject";
            case "PUT" -> "PutObject";
            case "HEAD" -> path.indexOf('/', 1) > 0 ? "HeadObject" : "HeadBucket";
            default -> method;
        };
    }

    @Override
    public void close() {
        letGo();
        server.stop(0);
        client.close();
    }
}
