package dev.sluice.ops.dashboard.web;

import dev.sluice.ops.dashboard.act.MediaTypes;
import dev.sluice.ops.dashboard.read.StoredStages;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job's files, through the dashboard's own origin: the upload, its result document, and what the
 * task made beside it. Which they are the row says, never whoever asks.
 */
final class Files {
    private static final String PART = "part:";
    private static final String STAGE = "stage:";
    private static final int NOT_FOUND = 404;
    private static final int OUT_OF_RANGE = 416;

    private final Fleet fleet;
    private final ObjectStore store;
    private final StoredStages stages;

    Files(Fleet fleet) {
        this.fleet = fleet;
        this.store = new ObjectStore(fleet.clients().s3());
        this.stages = new StoredStages(fleet.clients().s3(), fleet.settings().resultBucket());
    }

    private record Place(String bucket, String key) {}

    /**
     * Sends one.
     *
     * @param what {@code original}; {@code part:} and a part's name; {@code stage:}, a stage's
     *     name, a slash and a file's; or the ending of an artifact's key
     */
    void send(Context ctx, Row row, String what) throws IOException {
        Optional<Place> place = place(row, what);
        if (place.isEmpty()) {
            Json.error(ctx, HttpStatus.NOT_FOUND, "This job has no such file.");
            return;
        }
        GetObjectRequest.Builder get =
                GetObjectRequest.builder().bucket(place.get().bucket()).key(place.get().key());
        Optional.ofNullable(ctx.header("Range"))
                .filter(range -> range.matches("bytes=\\d*-\\d*"))
                .ifPresent(get::range);
        try (ResponseInputStream<GetObjectResponse> bytes =
                fleet.clients().s3().getObject(get.build())) {
            describe(ctx, place.get().key(), bytes.response());
            bytes.transferTo(ctx.res().getOutputStream());
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                Json.error(ctx, HttpStatus.NOT_FOUND, "The file is not in the store any more.");
            } else if (e.statusCode() == OUT_OF_RANGE) {
                ctx.status(HttpStatus.RANGE_NOT_SATISFIABLE);
            } else {
                throw e;
            }
        }
    }

    private Optional<Place> place(Row row, String what) {
        if (what.equals("original")) {
            return row.text("s3Key").map(key -> new Place(fleet.settings().bucket(), key));
        }
        if (what.startsWith(PART)) {
            return part(row, what.substring(PART.length()));
        }
        return what.startsWith(STAGE)
                ? stage(row, what.substring(STAGE.length()))
                : artifact(row, what);
    }

    private static void describe(Context ctx, String key, GetObjectResponse object) {
        Headers.sandbox(ctx);
        ctx.header("Cache-Control", "private, max-age=30");
        ctx.header("Accept-Ranges", "bytes");
        if (object.contentRange() != null) {
            ctx.status(HttpStatus.PARTIAL_CONTENT);
            ctx.header("Content-Range", object.contentRange());
        }
        ctx.res().setContentType(MediaTypes.of(key));
        if (object.contentLength() != null && object.contentEncoding() == null) {
            ctx.res().setContentLengthLong(object.contentLength());
        }
        if (object.contentEncoding() != null) {
            ctx.header("Content-Encoding", object.contentEncoding());
        }
        String name = key.substring(key.lastIndexOf('/') + 1);
        String kind = ctx.queryParam("download") == null ? "inline" : "attachment";
        ctx.header(
                "Content-Disposition",
                "%s; filename*=UTF-8''%s"
                        .formatted(
                                kind,
                                URLEncoder.encode(name, StandardCharsets.UTF_8)
                                        .replace("+", "%20")));
    }

    /**
     * Of an upload that comes in parts, which lie in one folder: the row has no key, but its own
     * tells where.
     */
    private Optional<Place> part(Row row, String name) {
        Optional<Pipeline> pipeline = pipeline(row);
        Optional<String> folder =
                pipeline.flatMap(
                        p ->
                                p.row()
                                        .match(row.rowID())
                                        .map(
                                                ids -> {
                                                    Map<String, String> all = new HashMap<>(ids);
                                                    all.put("customerID", row.customerID());
                                                    return p.match().start(all);
                                                }));
        return Optional.ofNullable(row.parts().byName().get(name))
                .flatMap(
                        part ->
                                folder.map(
                                        in ->
                                                new Place(
                                                        fleet.settings().bucket(),
                                                        in + part.file())));
    }

    private Optional<Place> stage(Row row, String what) {
        int slash = what.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : pipeline(row)
                        .flatMap(
                                p ->
                                        stages.key(
                                                row,
                                                p,
                                                what.substring(0, slash),
                                                what.substring(slash + 1)))
                        .map(key -> new Place(fleet.settings().resultBucket(), key));
    }

    /** What its stages have stored so far. */
    void stages(Context ctx, Row row) {
        Json.answer(ctx, pipeline(row).map(p -> stages.of(row, p)).orElse(List.of()));
    }

    private Optional<Pipeline> pipeline(Row row) {
        return row.text("pipeline").flatMap(fleet.pipelines()::named);
    }

    private Optional<Place> artifact(Row row, String ending) {
        Optional<Pipeline> pipeline = pipeline(row);
        Optional<Map<String, String>> ids =
                pipeline.flatMap(p -> row.text("s3Key").flatMap(p::variables));
        return ids.filter(any -> pipeline.get().output().artifacts().contains(ending))
                .map(
                        variables ->
                                new Place(
                                        fleet.settings().resultBucket(),
                                        pipeline.get()
                                                .output()
                                                .artifact(ending)
                                                .render(variables)));
    }

    /** The result document, from wherever it lies. */
    void document(Context ctx, Row row) {
        Optional<ResultPlace> place = row.result();
        if (place.isEmpty()) {
            Json.error(ctx, HttpStatus.NOT_FOUND, "This job has no result document.");
            return;
        }
        byte[] document = store.result(fleet.settings().resultBucket(), place.get());
        Headers.sandbox(ctx);
        if (ctx.queryParam("download") != null) {
            ctx.header("Content-Disposition", "attachment; filename=result.json");
        }
        ctx.contentType("application/json").result(document);
    }
}
