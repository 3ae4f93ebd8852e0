package dev.sluice.e2e;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * Takes spans by OTLP over HTTP, as an OpenTelemetry collector does, and keeps what a test asks
 * for. Fields go by their numbers in {@code opentelemetry/proto/trace/v1/trace.proto}.
 */
final class SimulatedCollector implements AutoCloseable {
    /** A span; {@code parent} is empty where it begins a trace. */
    record Span(String name, String traceID, String spanID, String parent) {}

    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    SimulatedCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The spans of these names so far. */
    List<Span> named(String... names) {
        return spans.stream().filter(span -> List.of(names).contains(span.name())).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
            InputStream body = exchange.getRequestBody();
            byte[] request =
                    ("gzip".equals(encoding) ? new GZIPInputStream(body) : body).readAllBytes();
            for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(request), 1)) {
                for (UnknownFieldSet scope : messages(resource, 2)) {
                    for (UnknownFieldSet span : messages(scope, 2)) {
                        spans.add(
                                new Span(
                                        bytes(span, 5).toStringUtf8(),
                                        hex(span, 1),
                                        hex(span, 2),
                                        hex(span, 4)));
                    }
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .map(SimulatedCollector::parsed)
                .toList();
    }

    private static UnknownFieldSet parsed(ByteString message) {
        try {
            return UnknownFieldSet.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteString bytes(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .findFirst()
                .orElse(ByteString.EMPTY);
    }

    private static String hex(UnknownFieldSet of, int field) {
        return HexFormat.of().formatHex(bytes(of, field).toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
