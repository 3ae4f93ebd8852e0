package dev.sluice.shared.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.sluice.shared.config.Problems;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One bucket that is read over HTTP, by the real client: objects, and what S3 refuses. */
final class HttpBucket implements AutoCloseable {
    static final String NAME = "pictures";

    /** An object; {@code headers} are its own, such as Content-Encoding. */
    record Stored(byte[] bytes, String eTag, Instant written, Map<String, String> headers) {}

    /** What is answered instead of an object. */
    record Error(int status, String code, String message) {}

    /** What the body of the next answer to a GET does. */
    interface Body {
        void send(OutputStream to, byte[] bytes) throws IOException;
    }

    final Map<String, Stored> objects = Collections.synchronizedMap(new TreeMap<>());

    /** By method and key. */
    final Map<String, Error> errors = Collections.synchronizedMap(new HashMap<>());

    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    final List<Body> bodies = Collections.synchronizedList(new ArrayList<>());

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    HttpBucket() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    AwsClients clients() {
        AwsAccess access =
                AwsAccess.from(
                        Map.of(
                                "AWS_REGION", "eu-west-1",
                                "AWS_ENDPOINT_URL", endpoint().toString(),
                                "AWS_ACCESS_KEY_ID", "id",
                                "AWS_SECRET_ACCESS_KEY", "secret"),
                        new Problems());
        return AwsClients.open(
                access, new AwsClients.Load(2, 1, Duration.ofSeconds(60)), new ApiMeter());
    }

    Stored put(String key, byte[] bytes) {
        Stored stored =
                new Stored(
                        bytes,
                        "\"%08x%d\"".formatted(Arrays.hashCode(bytes), bytes.length),
                        Instant.EPOCH,
                        Map.of());
        objects.put(key, stored);
        return stored;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            String key = path.substring(Math.min(path.length(), NAME.length() + 2));
            requests.add(method + " " + (key.isEmpty() ? "list" : key));
            Stored stored = objects.get(key);
            String condition = exchange.getRequestHeaders().getFirst("If-Match");
            if (key.isEmpty()) {
                list(exchange);
            } else if (errors.containsKey(method + " " + key)) {
                error(exchange, errors.get(method + " " + key));
            } else if (stored == null) {
                error(exchange, new Error(404, "NoSuchKey", "The specified key does not exist."));
            } else if (condition != null && !condition.equals(stored.eTag())) {
                error(exchange, new Error(412, "PreconditionFailed", "The condition failed."));
            } else {
                send(exchange, stored, method.equals("HEAD"));
            }
        }
    }

    private void send(HttpExchange exchange, Stored stored, boolean head) throws IOException {
        byte[] bytes = stored.bytes();
        stored.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("ETag", stored.eTag());
        exchange.getResponseHeaders()
                .set(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                stored.written().atOffset(ZoneOffset.UTC)));
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", "" + bytes.length);
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        byte[] part = Arrays.copyOfRange(bytes, from, bytes.length);
        if (range != null) {
            requests.set(requests.size() - 1, requests.getLast() + " from " + from);
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(from, bytes.length - 1, bytes.length));
        }
        Body body = bodies.isEmpty() ? OutputStream::write : bodies.removeFirst();
        exchange.sendResponseHeaders(
                range == null ? 200 : 206, part.length == 0 ? -1 : part.length);
        body.send(exchange.getResponseBody(), part);
    }

    private static void error(HttpExchange exchange, Error error) throws IOException {
        byte[] xml =
                "<Error><Code>%s</Code><Message>%s</Message></Error>"
                        .formatted(error.code(), error.message())
                        .getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(error.status(), head ? -1 : xml.length);
        if (!head) {
            exchange.getResponseBody().write(xml);
        }
    }

    private void list(HttpExchange exchange) throws IOException {
        String prefix = "";
        for (String each : exchange.getRequestURI().getRawQuery().split("&")) {
            if (each.startsWith("prefix=")) {
                prefix = URLDecoder.decode(each.substring(7), StandardCharsets.UTF_8);
            }
        }
        StringBuilder xml = new StringBuilder("<ListBucketResult>");
        for (Map.Entry<String, Stored> each : objects.entrySet()) {
            if (each.getKey().startsWith(prefix)) {
                xml.append(
                        "<Contents><Key>%s</Key><ETag>%s</ETag><Size>%d</Size></Contents>"
                                .formatted(
                                        each.getKey(),
                                        each.getValue().eTag().replace("\"", "&quot;"),
                                        each.getValue().bytes().length));
            }
        }
        byte[] bytes =
                xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** What was asked for, without the listing. */
    List<String> reads() {
        synchronized (requests) {
            return requests.stream()
                    .filter(each -> !each.toLowerCase(Locale.ROOT).contains("list"))
                    .toList();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
