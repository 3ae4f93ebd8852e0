package dev.sluice.ops.api.http;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.program.Complaint;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Leads each call to its endpoint, and back with an answer. */
public final class Front implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Front.class);

    private static final int LARGEST_BODY = 64 << 10;
    private static final Pattern JSON = Pattern.compile("(?i)application/json\\s*(;.*)?");
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final List<HandlerType> METHODS =
            List.of(
                    HandlerType.GET,
                    HandlerType.POST,
                    HandlerType.PUT,
                    HandlerType.PATCH,
                    HandlerType.DELETE,
                    HandlerType.QUERY,
                    HandlerType.TRACE);

    /** For pages of customers' own: they have a token to show, and no cookie that shows itself. */
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Access-Control-Allow-Origin", "*",
                    "Access-Control-Expose-Headers", "Location, Retry-After",
                    "Cache-Control", "no-store",
                    "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                    "Referrer-Policy", "no-referrer",
                    "X-Content-Type-Options", "nosniff");

    private final Door door;
    private final List<Endpoint> endpoints;
    private final byte[] contract;
    private final Promptly promptly = new Promptly(Promptly.LIMIT);

    /**
     * @param contract the OpenAPI document, for everybody
     */
    public Front(Door door, List<Endpoint> endpoints, byte[] contract) {
        this.door = door;
        this.endpoints = List.copyOf(endpoints);
        this.contract = contract.clone();
    }

    /** What a server is to serve. */
    public void addTo(RoutesConfig routes) {
        routes.before(ctx -> HEADERS.forEach(ctx::header));
        Map<String, Map<String, Handler>> byPath = new TreeMap<>();
        endpoints.forEach(
                endpoint ->
                        byPath.computeIfAbsent(endpoint.path(), path -> new TreeMap<>())
                                .put(endpoint.method(), ctx -> serve(ctx, endpoint)));
        byPath.put(
                "/v1/openapi.json",
                Map.of("GET", ctx -> ctx.contentType("application/json").result(contract)));
        byPath.put(
                "/health", Map.of("GET", ctx -> Answer.of(200, Map.of("status", "ok")).send(ctx)));
        byPath.forEach((path, methods) -> add(routes, path, methods));
        failures(routes);
    }

    private static void add(RoutesConfig routes, String path, Map<String, Handler> methods) {
        TreeSet<String> allowed = new TreeSet<>(methods.keySet());
        allowed.add("OPTIONS");
        String allow = String.join(", ", allowed);
        for (HandlerType method : METHODS) {
            routes.addHttpHandler(
                    method,
                    path,
                    methods.getOrDefault(
                            method.name(),
                            ctx ->
                                    Answer.problem(405, "Here is " + allow + " alone.")
                                            .with("Allow", allow)
                                            .send(ctx)));
        }
        routes.options(
                path,
                ctx ->
                        ctx.status(204)
                                .header("Allow", allow)
                                .header("Access-Control-Allow-Methods", allow)
                                .header(
                                        "Access-Control-Allow-Headers",
                                        "Authorization, Content-Type")
                                .header("Access-Control-Max-Age", "600"));
    }

    private void serve(Context ctx, Endpoint endpoint) throws Exception {
        Door.Caller caller = door.admit(Optional.ofNullable(ctx.header("Authorization")));
        if (ctx.bodyAsBytes().length > LARGEST_BODY) {
            throw new Refused(
                    413, "A body has 64 KB at most; files go to the address it asks for.");
        }
        String type = Optional.ofNullable(ctx.contentType()).orElse("application/json");
        if (ctx.bodyAsBytes().length > 0 && !JSON.matcher(type).matches()) {
            throw new Refused(415, "A body is application/json, not %s.".formatted(type));
        }
        Call call = Call.of(caller.token(), caller.waits(), ctx);
        promptly.answer(() -> endpoint.work().on(call), () -> endpoint.late().on(call)).send(ctx);
    }

    private static void failures(RoutesConfig routes) {
        routes.exception(Refused.class, (e, ctx) -> challenged(e.answer()).send(ctx));
        routes.exception(UsageError.class, (e, ctx) -> Answer.problem(422, said(e)).send(ctx));
        routes.exception(
                StartFailure.class, (e, ctx) -> Answer.problem(503, said(e)).again(SOON).send(ctx));
        routes.exception(S3Exception.class, (e, ctx) -> store(e).send(ctx));
        routes.exception(SdkException.class, (e, ctx) -> unavailable(e).send(ctx));
        routes.exception(
                HttpResponseException.class,
                (e, ctx) -> Answer.problem(e.getStatus(), served(e)).send(ctx));
        routes.exception(
                Exception.class,
                (e, ctx) -> {
                    log.error("{} {} has no answer", ctx.method(), ctx.path(), e);
                    Answer.problem(500, "Something is wrong here; the API's log says more.")
                            .send(ctx);
                });
    }

    private static Answer challenged(Answer answer) {
        return answer.status() == 401 ? answer.with("WWW-Authenticate", "Bearer") : answer;
    }

    /** What callers sent along may be what the store does not take. */
    private static Answer store(S3Exception e) {
        return switch (e.statusCode()) {
            case 404 -> Answer.problem(404, "The store has no such upload or file (any more).");
            case 400 ->
                    Answer.problem(
                            422, "The store does not take this: " + Complaint.about(e).sentence());
            default -> unavailable(e);
        };
    }

    private static Answer unavailable(SdkException e) {
        log.warn("AWS does not do what it was asked", e);
        return Answer.problem(503, "What is behind this API does not answer now.").again(SOON);
    }

    /** Of what the server itself refuses. */
    private static String served(HttpResponseException e) {
        return e.getStatus() == 404 ? "There is nothing here; see /v1/openapi.json." : said(e);
    }

    private static String said(Exception failure) {
        return String.valueOf(failure.getMessage());
    }

    @Override
    public void close() {
        promptly.close();
    }
}
