package dev.sluice.ops.dashboard.web;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.ops.dashboard.act.LongJobs;
import dev.sluice.ops.dashboard.act.Retry;
import dev.sluice.ops.dashboard.act.Uploads;
import dev.sluice.ops.dashboard.read.OneRow;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.PauseSwitch;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import io.javalin.http.Context;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the page changes. Whoever gets here may, and each change is recorded. */
public final class Changes {
    /** Jobs that are retried at once; whoever wants more retries all of a reason. */
    private static final int MOST = 500;

    private final Fleet fleet;
    private final boolean readOnly;
    private final AuditLog audit;
    private final Retry retry;
    private final Uploads uploads;
    private final OneRow rows;
    private final LongJobs longJobs;

    public Changes(Fleet fleet, boolean readOnly, AuditLog audit, Retry retry, Uploads uploads) {
        this.fleet = fleet;
        this.readOnly = readOnly;
        this.audit = audit;
        this.retry = retry;
        this.uploads = uploads;
        this.rows = new OneRow(fleet.clients().dynamodb(), fleet.settings().table());
        this.longJobs = new LongJobs(fleet, audit, retry);
    }

    boolean readOnly() {
        return readOnly;
    }

    /** {@code {jobs: [{customer, item}]}}. */
    void retry(Context ctx, String who) throws InterruptedException {
        List<Row> wanted = new ArrayList<>();
        JsonNode jobs = Json.body(ctx).path("jobs");
        if (jobs.isEmpty() || jobs.size() > MOST) {
            throw new UsageError("Choose 1 to %d failed jobs.".formatted(MOST));
        }
        for (JsonNode job : jobs) {
            rows.of(job.path("customer").asText(), job.path("item").asText())
                    .ifPresent(wanted::add);
        }
        if (wanted.isEmpty()) {
            throw new UsageError("These jobs are not there any more.");
        }
        Json.answer(ctx, Map.of("outcome", retry.now(who, wanted)));
    }

    /** {@code {pipeline, reason}}. */
    void retryAll(Context ctx, String who) {
        JsonNode body = Json.body(ctx);
        String reason = text(body, "reason");
        if (!retry.all(who, text(body, "pipeline"), reason)) {
            throw new UsageError("Another retry of a whole reason goes on; wait for its end.");
        }
        Json.answer(
                ctx,
                Map.of("outcome", "Retrying all that failed with " + reason + "; see Activity."));
    }

    /** {@code {customer, item}}. */
    void stop(Context ctx, String who) {
        Row row = row(Json.body(ctx));
        Optional<String> stage = longJobs.stop(who, staged(row), row);
        Json.answer(
                ctx,
                Map.of(
                        "outcome",
                        stage.map("It is stopped during "::concat).orElse("It has ended already")));
    }

    /** {@code {customer, item, stage}}, the last of them left out: where it ended. */
    void resume(Context ctx, String who) throws InterruptedException {
        JsonNode body = Json.body(ctx);
        Row row = row(body);
        if (!row.status().equals(Optional.of(Row.Status.FAILED))) {
            throw new UsageError(
                    "Only what has failed or was stopped is resumed, and this job is %s."
                            .formatted(row.text("processingStatus").orElse("of no status")));
        }
        Optional<String> stage =
                Optional.of(body.path("stage").asText()).filter(name -> !name.isEmpty());
        Json.answer(
                ctx,
                Map.of("outcome", Retry.sentence(longJobs.resume(who, staged(row), row, stage))));
    }

    private Row row(JsonNode body) {
        return rows.of(text(body, "customer"), text(body, "item"))
                .orElseThrow(() -> new UsageError("This job is not there any more."));
    }

    private Pipeline staged(Row row) {
        return longJobs.pipeline(row)
                .orElseThrow(
                        () ->
                                new UsageError(
                                        "This job is done in one go; only jobs in stages are"
                                                + " stopped and resumed."));
    }

    /** {@code {pipeline, paused}}. */
    void pause(Context ctx, String who) {
        JsonNode body = Json.body(ctx);
        Pipeline pipeline = new PipelineChoice(fleet.pipelines()).named(text(body, "pipeline"));
        List<String> lanes = pipeline.lanes().stream().map(Pipeline::name).toList();
        boolean paused = body.path("paused").asBoolean();
        AuditLog.Begun begun = audit.begin(who, paused ? "pause" : "resume", pipeline.name());
        PauseSwitch pauses =
                FleetTable.of(fleet.settings(), fleet.clients().dynamodb(), InstantSource.system())
                        .pauses();
        int told = (paused ? pauses.pause(lanes) : pauses.resume(lanes)).size();
        String outcome = "%d workers told".formatted(told);
        begun.ended(outcome);
        Json.answer(ctx, Map.of("outcome", outcome));
    }

    /** {@code {customer, pipeline, name, size, ids, metadata}}. */
    void upload(Context ctx, String who) {
        JsonNode body = Json.body(ctx);
        Json.answer(
                ctx,
                uploads.begin(
                        who,
                        new Uploads.Wish(
                                text(body, "customer"),
                                text(body, "pipeline"),
                                text(body, "name"),
                                body.path("size").asLong(),
                                texts(body.path("ids")),
                                texts(body.path("metadata")))));
    }

    /** {@code {key, uploadID}}. */
    void uploadComplete(Context ctx, String who) {
        JsonNode body = Json.body(ctx);
        uploads.complete(text(body, "key"), text(body, "uploadID"));
        Json.answer(ctx, Map.of());
    }

    void uploadAbort(Context ctx, String who) {
        JsonNode body = Json.body(ctx);
        uploads.abort(text(body, "key"), text(body, "uploadID"));
        Json.answer(ctx, Map.of());
    }

    private static Map<String, String> texts(JsonNode members) {
        Map<String, String> texts = new LinkedHashMap<>();
        members.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }

    private static String text(JsonNode body, String name) {
        String text = body.path(name).asText();
        if (text.isBlank()) {
            throw new UsageError("Say which " + name + ".");
        }
        return text;
    }
}
