package dev.sluice.ops.api;

import dev.sluice.ops.api.calls.Jobs;
import dev.sluice.ops.api.calls.Links;
import dev.sluice.ops.api.calls.LongJobCalls;
import dev.sluice.ops.api.calls.NewUploads;
import dev.sluice.ops.api.calls.RowWait;
import dev.sluice.ops.api.http.BareErrors;
import dev.sluice.ops.api.http.Door;
import dev.sluice.ops.api.http.Endpoint;
import dev.sluice.ops.api.http.Front;
import dev.sluice.ops.api.tokens.Tokens;
import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.ops.dashboard.act.Retry;
import dev.sluice.ops.dashboard.act.Uploads;
import dev.sluice.ops.dashboard.read.OneRow;
import dev.sluice.ops.dashboard.web.Server;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.Settings;
import dev.sluice.shared.time.Ticker;

import io.javalin.config.JavalinConfig;

import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** The HTTP API of a fleet, served until it is closed. */
public final class Api implements AutoCloseable {
    private final Server server;
    private final RowWait wait;
    private final List<AutoCloseable> parts;

    private Api(Server server, RowWait wait, List<AutoCloseable> parts) {
        this.server = server;
        this.wait = wait;
        this.parts = parts;
    }

    /**
     * Serves it.
     *
     * @param fleet stays the caller's to close, after this
     * @param address where; port 0: a free one
     * @throws dev.sluice.shared.config.StartFailure if it cannot listen there
     */
    public static Api start(Fleet fleet, InetSocketAddress address) {
        InstantSource clock = InstantSource.system();
        Ticker ticker = Ticker.system();
        Settings settings = fleet.settings();
        DynamoDbClient dynamodb = fleet.clients().dynamodb();
        AuditLog audit = new AuditLog(settings, dynamodb, clock);
        Retry retry = new Retry(fleet, audit, clock);
        Uploads uploads = new Uploads(fleet, audit);
        Links links = new Links(settings);
        RowWait wait = new RowWait(new OneRow(dynamodb, settings.table()), ticker);
        List<Endpoint> endpoints =
                Stream.of(
                                new NewUploads(fleet, uploads).endpoints(),
                                new Jobs(fleet, wait, links, audit, retry).endpoints(),
                                new LongJobCalls(fleet, audit, retry).endpoints())
                        .flatMap(List::stream)
                        .toList();
        Door door = new Door(Tokens.of(settings, dynamodb, clock), clock, ticker);
        Front front = new Front(door, endpoints, contract());
        List<AutoCloseable> parts = List.of(front, retry, uploads, links);
        try {
            return new Api(
                    Server.start(address, "the API", config -> configure(config, front)),
                    wait,
                    parts);
        } catch (RuntimeException e) {
            close(parts);
            throw e;
        }
    }

    /** Items of some pipelines have slashes, which callers write as {@code %2F}, or worse. */
    private static void configure(JavalinConfig config, Front front) {
        config.jetty.modifyHttpConfiguration(
                http ->
                        http.setUriCompliance(
                                UriCompliance.from(
                                        EnumSet.of(
                                                Violation.AMBIGUOUS_PATH_SEPARATOR,
                                                Violation.AMBIGUOUS_PATH_ENCODING,
                                                Violation.SUSPICIOUS_PATH_CHARACTERS))));
        config.jetty.modifyServer(server -> server.setErrorHandler(new BareErrors()));
        config.jetty.modifyServletContextHandler(
                context -> {
                    context.setErrorHandler(new BareErrors());
                    context.getServletHandler().setDecodeAmbiguousURIs(true);
                });
        front.addTo(config.routes);
    }

    /** The OpenAPI document. */
    static byte[] contract() {
        try (InputStream file = Api.class.getResourceAsStream("openapi.json")) {
            if (file == null) {
                throw new IllegalStateException("openapi.json is missing from the class path");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it answers, without path. */
    public URI url() {
        return server.url();
    }

    private static void close(List<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close a part of the API", e);
            }
        }
    }

    @Override
    public void close() {
        wait.close(); // else whoever waits would hold up the server
        server.close();
        close(parts);
    }
}
