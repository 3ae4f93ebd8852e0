package dev.sluice.ops.dashboard;

import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.ops.dashboard.act.Retry;
import dev.sluice.ops.dashboard.act.Uploads;
import dev.sluice.ops.dashboard.read.Watch;
import dev.sluice.ops.dashboard.web.Changes;
import dev.sluice.ops.dashboard.web.Gate;
import dev.sluice.ops.dashboard.web.Live;
import dev.sluice.ops.dashboard.web.Questions;
import dev.sluice.ops.dashboard.web.Routes;
import dev.sluice.ops.dashboard.web.Server;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.config.StartFailure;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The page on which people see a fleet, served until it is closed. */
public final class Dashboard implements AutoCloseable {
    /** While somebody watches: on this machine a look costs nothing, on AWS some 20 requests. */
    private static final Duration HERE = Duration.ofSeconds(2);

    private static final Duration THERE = Duration.ofSeconds(5);

    private final Server server;
    private final URI url;
    private final List<AutoCloseable> parts;

    private Dashboard(Server server, URI url, List<AutoCloseable> parts) {
        this.server = server;
        this.url = url;
        this.parts = parts;
    }

    /**
     * Serves it.
     *
     * @param fleet stays the caller's to close, after this
     * @throws StartFailure if it may not or cannot listen there
     */
    public static Dashboard start(Fleet fleet, Options options) {
        if (options.keys().isEmpty() && !Options.here(options.address())) {
            throw new StartFailure(
                    "the dashboard shows every customer's files, so at %s it needs tokens; name a file of them, or listen at 127.0.0.1"
                            .formatted(options.address().getHostString()));
        }
        InstantSource clock = InstantSource.system();
        AuditLog audit = new AuditLog(fleet.settings(), fleet.clients().dynamodb(), clock);
        Watch watch = new Watch(fleet, options.probes(), clock);
        Retry retry = new Retry(fleet, audit, clock);
        Uploads uploads = new Uploads(fleet, audit);
        Live live = new Live(watch, fleet.settings().aws().isHere("dynamodb") ? HERE : THERE);
        List<AutoCloseable> parts = List.of(live, retry, uploads, watch);
        try {
            Routes routes =
                    new Routes(
                            new Gate(whoByToken(options)),
                            uploads.origin(),
                            new Questions(fleet, options.readOnly(), watch, audit),
                            new Changes(fleet, options.readOnly(), audit, retry, uploads),
                            live);
            Server server =
                    Server.start(
                            options.address(),
                            "the dashboard",
                            config -> routes.addTo(config.routes));
            live.start();
            return new Dashboard(server, withToken(server.url(), options), parts);
        } catch (RuntimeException e) {
            close(parts);
            throw e;
        }
    }

    private static Map<String, String> whoByToken(Options options) {
        Map<String, String> who = new HashMap<>();
        options.keys().forEach(key -> who.put(key.token(), key.who()));
        return who;
    }

    private static URI withToken(URI url, Options options) {
        return options.keys().isEmpty()
                ? url
                : URI.create(
                        url
                                + "/?token="
                                + URLEncoder.encode(
                                        options.keys().getFirst().token(), StandardCharsets.UTF_8));
    }

    /** Where to look; the first key's token is in it where one is needed. */
    public URI url() {
        return url;
    }

    private static void close(List<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close a part of the dashboard", e);
            }
        }
    }

    @Override
    public void close() {
        close(parts.subList(0, 1)); // else its streams would hold up the server
        server.close();
        close(parts.subList(1, parts.size()));
    }
}
