package dev.sluice.shared.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.probe.Probed.Text;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The port at which a program answers {@code GET} and {@code HEAD} of {@code /health/live}, {@code
 * /health/ready} (200 or 503), {@code /metrics} and {@code /info}. Few threads, and few askers that
 * wait for one; what is more is hung up on, as is whoever asks too slowly. Half of them at most are
 * at metrics, a further asker is answered 503.
 */
public final class Probe implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Probe.class);
    private static final JsonMapper JSON = new JsonMapper();

    /** A supervisor, a load balancer, a scraper, and somebody who looks. */
    private static final int THREADS = 4;

    /**
     * Of {@code /metrics} at the same time, one of which waits for the other: it may take seconds,
     * while the other threads are there for health.
     */
    private static final int SCRAPES = THREADS / 2;

    private static final int WAITING = 16;
    private static final String JSON_TYPE = "application/json";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;

    /** For a whole exchange; a scraper waits 10 s. The JDK's server has no limit of its own. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final HttpServer server;
    private final Threads threads;
    private final Semaphore scrapes = new Semaphore(SCRAPES);
    private final Probed program;
    private final URI url;

    private Probe(HttpServer server, Threads threads, String host, Probed program) {
        this.server = server;
        this.threads = threads;
        this.program = program;
        this.url = URI.create("http://" + host + ":" + server.getAddress().getPort());
    }

    /**
     * Listens.
     *
     * @param name the program's, for the log
     * @param address unresolved; port 0: a free one
     * @throws StartFailure if the address is not one of this machine's, or the port is taken
     */
    public static Probe open(String name, InetSocketAddress address, Probed program) {
        return open(name, address, program, LONGEST);
    }

    static Probe open(String name, InetSocketAddress address, Probed program, Duration longest) {
        String host = address.getHostString();
        Threads threads = new Threads("http-" + name, THREADS, WAITING, longest);
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getByName(host), address.getPort()),
                            WAITING);
            Probe probe = new Probe(server, threads, host, program);
            server.setExecutor(threads);
            server.createContext("/", probe::handle);
            server.start();
            log.info("the {} tells health and metrics at {}", name, probe.url);
            return probe;
        } catch (IOException e) {
            threads.close();
            throw new StartFailure(
                    "cannot listen at %s:%d for health and metrics: %s; set SLUICE_HTTP to another address:port, to %s:0 for a free port, or to off"
                            .formatted(host, address.getPort(), e.getMessage(), host),
                    e);
        }
    }

    /** Where it answers: {@code http://127.0.0.1:9400}. */
    public URI url() {
        return url;
    }

    private record Answer(int status, Text body) {
        static Answer json(int status, Map<String, Object> body) {
            try {
                return new Answer(
                        status, new Text(JSON_TYPE, JSON.writeValueAsString(body) + "\n"));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("maps of texts and numbers", e);
            }
        }

        static Answer of(Health health) {
            return json(health.well() ? OK : UNAVAILABLE, health.json());
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            Answer answer = answer(exchange, head);
            byte[] body = answer.body().text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.body().type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer answer(HttpExchange exchange, boolean head) {
        if (!head && !exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Answer.json(NOT_ALLOWED, Map.of("error", "GET and HEAD only"));
        }
        String path = exchange.getRequestURI().getPath();
        try {
            return switch (path == null ? "" : path) {
                case "/health/live" -> Answer.of(program.live());
                case "/health/ready" -> Answer.of(program.ready());
                case "/info" -> Answer.json(OK, program.info());
                case "/metrics" -> metrics(accept(exchange));
                default ->
                        Answer.json(
                                NOT_FOUND,
                                Map.of(
                                        "error",
                                        "there are /health/live, /health/ready, /metrics, /info"));
            };
        } catch (RuntimeException e) { // a bug; whoever asks must not wait for ever
            log.error("{} has no answer", path, e);
            return Answer.json(FAILED, Map.of("error", "see the log"));
        }
    }

    private Answer metrics(String accept) {
        if (!scrapes.tryAcquire()) {
            return Answer.json(
                    UNAVAILABLE,
                    Map.of("error", SCRAPES + " others are asking for metrics; ask later"));
        }
        try {
            return new Answer(OK, program.metrics(accept));
        } finally {
            scrapes.release();
        }
    }

    private static String accept(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept")).orElse("");
    }

    /** Answers nobody any more. */
    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
