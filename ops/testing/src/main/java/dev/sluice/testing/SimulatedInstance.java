package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An instance metadata service that is none: version 2 alone, over HTTP on this machine. Items are
 * given only with a token, tokens end, and with hop limit 1 their answers get lost on the way.
 */
public final class SimulatedInstance implements AutoCloseable {
    /** How it treats requests for tokens. */
    public enum Tokens {
        GIVEN,
        /** The service is switched off for the instance: 403. */
        REFUSED,
        /** Hop limit 1 and a container: the connection stands, the answer never comes. */
        LOST
    }

    private static final String TTL = "X-aws-ec2-metadata-token-ttl-seconds";
    private static final String ROOT = "/latest/meta-data/";
    private static final long LONGEST_TTL = 21_600;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, String> items = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger given = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Tokens mode = Tokens.GIVEN;
    private volatile Duration delay = Duration.ZERO;

    /** An instance of that ID, on which nothing is marked. */
    public SimulatedInstance(String id) {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        items.put("instance-id", id);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** What {@code AWS_EC2_METADATA_SERVICE_ENDPOINT} must be. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * An item from now on.
     *
     * @param path below {@code /latest/meta-data/}
     */
    public void put(String path, String value) {
        items.put(path, value);
    }

    /** This item is answered by 500 from now on. */
    public void breakOff(String path) {
        broken.add(path);
    }

    /** A notice of an interruption in two minutes, as EC2 writes it. */
    public void interrupt(String time) {
        put(
                "spot/instance-action",
                "{\"action\": \"terminate\", \"time\": \"%s\"}".formatted(time));
    }

    public void recommendRebalance(String time) {
        put("events/recommendations/rebalance", "{\"noticeTime\": \"%s\"}".formatted(time));
    }

    /** What its autoscaling group makes of it, {@code InService} or {@code Terminated}. */
    public void target(String state) {
        put("autoscaling/target-lifecycle-state", state);
    }

    public void tokens(Tokens how) {
        mode = how;
    }

    /** Each answer takes so long from now on. */
    public void delay(Duration each) {
        delay = each;
    }

    /** Tokens given before are good no longer. */
    public void expireTokens() {
        tokens.clear();
    }

    /** Tokens given so far. */
    public int given() {
        return given.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (closed.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            if (exchange.getRequestMethod().equals("PUT")) {
                token(exchange);
            } else {
                item(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void token(HttpExchange exchange) throws IOException, InterruptedException {
        if (mode == Tokens.LOST) {
            closed.await();
            return;
        }
        String ttl = exchange.getRequestHeaders().getFirst(TTL);
        boolean proxied = exchange.getRequestHeaders().containsKey("X-Forwarded-For");
        if (mode == Tokens.REFUSED || proxied) {
            send(exchange, 403, "");
        } else if (!exchange.getRequestURI().getPath().equals("/latest/api/token")) {
            send(exchange, 404, "");
        } else if (ttl == null || !ttl.matches("\\d{1,5}") || Long.parseLong(ttl) > LONGEST_TTL) {
            send(exchange, 400, "");
        } else {
            String token = UUID.randomUUID().toString();
            tokens.put(token, System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(ttl)));
            given.incrementAndGet();
            exchange.getResponseHeaders().set(TTL, ttl);
            send(exchange, 200, token);
        }
    }

    private void item(HttpExchange exchange) throws IOException {
        String token = exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token");
        Long end = token == null ? null : tokens.get(token);
        String path = exchange.getRequestURI().getPath();
        String item = path.startsWith(ROOT) ? items.get(path.substring(ROOT.length())) : null;
        if (end == null || end - System.nanoTime() < 0) {
            send(exchange, 401, "");
            return;
        }
        if (path.startsWith(ROOT) && broken.contains(path.substring(ROOT.length()))) {
            send(exchange, 500, "");
            return;
        }
        send(exchange, item == null ? 404 : 200, item == null ? "" : item);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}
