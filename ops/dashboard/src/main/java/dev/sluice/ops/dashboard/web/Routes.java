package dev.sluice.ops.dashboard.web;

import dev.sluice.ops.dashboard.web.Gate.Visitor;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.program.Complaint;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Which address does what, and who may ask it. */
public final class Routes {
    private static final Logger log = LoggerFactory.getLogger(Routes.class);
    private static final String VISITOR = "visitor";

    private final Gate gate;
    private final Headers headers;
    private final Questions questions;
    private final Changes changes;
    private final Live live;
    private final Assets assets = new Assets();

    /**
     * @param uploads the origin of the store
     */
    public Routes(Gate gate, String uploads, Questions questions, Changes changes, Live live) {
        this.gate = gate;
        this.headers = new Headers(uploads);
        this.questions = questions;
        this.changes = changes;
        this.live = live;
    }

    /** What a server is to serve. */
    public void addTo(RoutesConfig routes) {
        routes.before(headers::addTo);
        routes.before("/api/*", this::admit);
        routes.get("/assets/<name>", ctx -> assets.file(ctx, ctx.pathParam("name")));
        routes.get("/favicon.ico", ctx -> assets.file(ctx, "icon.svg"));
        routes.post("/enter", this::enter);

        routes.get("/api/session", ctx -> questions.session(ctx, visitor(ctx)));
        routes.get("/api/now", questions::now);
        routes.get("/api/history", questions::history);
        routes.get("/api/costs", questions::costs);
        routes.get("/api/live", live::stream);
        routes.get("/api/jobs", questions::jobs);
        routes.get("/api/job", questions::job);
        routes.get("/api/file", questions::file);
        routes.get("/api/stages", questions::stages);
        routes.get("/api/document", questions::document);
        routes.get("/api/failures", questions::failures);
        routes.get("/api/pipelines", questions::pipelines);
        routes.get("/api/find", questions::find);
        routes.get("/api/activity", questions::activity);

        change(routes, "retry", changes::retry);
        change(routes, "retry-all", changes::retryAll);
        change(routes, "stop", changes::stop);
        change(routes, "resume", changes::resume);
        change(routes, "pause", changes::pause);
        change(routes, "upload", changes::upload);
        change(routes, "upload-complete", changes::uploadComplete);
        change(routes, "upload-abort", changes::uploadAbort);

        routes.get("/<page>", this::page);
        routes.get("/", this::page);
        failures(routes);
    }

    /** The page itself says nothing, so anybody may have it; a token in its address is taken. */
    private void page(Context ctx) {
        String token = ctx.queryParam("token");
        if (token == null) {
            assets.page(ctx);
        } else if (gate.enter(ctx, token)) {
            ctx.redirect(ctx.path(), HttpStatus.SEE_OTHER); // out of history and log
        } else {
            ctx.redirect("/", HttpStatus.SEE_OTHER);
        }
    }

    private void enter(Context ctx) {
        if (gate.enter(ctx, Json.body(ctx).path("token").asText())) {
            Json.answer(ctx, Map.of());
        } else {
            Json.error(ctx, HttpStatus.FORBIDDEN, "That is nobody's token.");
        }
    }

    private void admit(Context ctx) {
        Optional<Visitor> visitor = gate.visitor(ctx);
        if (visitor.isEmpty()) {
            refuse(ctx, HttpStatus.UNAUTHORIZED, "Show a token first.");
        } else {
            ctx.attribute(VISITOR, visitor.get());
        }
    }

    private static Visitor visitor(Context ctx) {
        Visitor visitor = ctx.attribute(VISITOR);
        if (visitor == null) {
            throw new IllegalStateException("nobody was admitted");
        }
        return visitor;
    }

    /** Makes a change for somebody. */
    private interface Change {
        void make(Context ctx, String who) throws Exception;
    }

    private void change(RoutesConfig routes, String name, Change change) {
        Handler handler =
                ctx -> {
                    Visitor visitor = visitor(ctx);
                    if (!gate.mayChange(ctx, visitor)) {
                        refuse(ctx, HttpStatus.FORBIDDEN, "Load the page again, and try again.");
                    } else if (changes.readOnly()) {
                        refuse(
                                ctx,
                                HttpStatus.FORBIDDEN,
                                "This dashboard is read-only; nothing can be changed from it.");
                    } else {
                        change.make(ctx, visitor.who());
                    }
                };
        routes.post("/api/" + name, handler);
    }

    private static void refuse(Context ctx, HttpStatus status, String sentence) {
        Json.error(ctx, status, sentence);
        ctx.skipRemainingHandlers();
    }

    private void failures(RoutesConfig routes) {
        routes.exception(
                UsageError.class, (e, ctx) -> Json.error(ctx, HttpStatus.BAD_REQUEST, said(e)));
        routes.exception(
                IllegalArgumentException.class,
                (e, ctx) -> Json.error(ctx, HttpStatus.BAD_REQUEST, said(e)));
        routes.exception(
                StartFailure.class,
                (e, ctx) -> Json.error(ctx, HttpStatus.SERVICE_UNAVAILABLE, said(e)));
        routes.exception(
                SdkException.class,
                (e, ctx) ->
                        Json.error(
                                ctx,
                                HttpStatus.SERVICE_UNAVAILABLE,
                                Complaint.about(e).sentence()));
        // The browser went away while it was sent something.
        routes.exception(IOException.class, (e, ctx) -> log.debug("a browser went away", e));
        routes.exception(
                Exception.class,
                (e, ctx) -> {
                    log.error("{} has no answer", ctx.path(), e);
                    Json.error(
                            ctx,
                            HttpStatus.INTERNAL_SERVER_ERROR,
                            "Something is wrong with the dashboard itself; its log says more.");
                });
    }

    private static String said(Exception failure) {
        return String.valueOf(failure.getMessage());
    }
}
