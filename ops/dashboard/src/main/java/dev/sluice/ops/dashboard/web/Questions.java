package dev.sluice.ops.dashboard.web;

import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.ops.dashboard.act.UploadName;
import dev.sluice.ops.dashboard.read.AllPipelines;
import dev.sluice.ops.dashboard.read.Costs;
import dev.sluice.ops.dashboard.read.Customers;
import dev.sluice.ops.dashboard.read.Failures;
import dev.sluice.ops.dashboard.read.JobSearch;
import dev.sluice.ops.dashboard.read.JobView;
import dev.sluice.ops.dashboard.read.OneRow;
import dev.sluice.ops.dashboard.read.RowView;
import dev.sluice.ops.dashboard.read.Snapshot;
import dev.sluice.ops.dashboard.read.Wanted;
import dev.sluice.ops.dashboard.read.Watch;
import dev.sluice.ops.dashboard.web.Gate.Visitor;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.Settings;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the page asks, and changes nothing. */
public final class Questions {
    private static final int PAGE = 50;
    private static final int FOUND = 8;
    private static final int CHANGES = 100;

    private final Fleet fleet;
    private final boolean readOnly;
    private final Watch watch;
    private final AuditLog audit;
    private final JobSearch search;
    private final Failures failures;
    private final OneRow rows;
    private final Files files;
    private final Customers customers;
    private final AllPipelines pipelines;

    public Questions(Fleet fleet, boolean readOnly, Watch watch, AuditLog audit) {
        this.fleet = fleet;
        this.readOnly = readOnly;
        this.watch = watch;
        this.audit = audit;
        Settings settings = fleet.settings();
        this.search =
                new JobSearch(
                        settings,
                        fleet.clients().dynamodb(),
                        fleet.pipelines(),
                        InstantSource.system());
        this.failures = new Failures(fleet.clients().dynamodb(), settings.table());
        this.rows = new OneRow(fleet.clients().dynamodb(), settings.table());
        this.files = new Files(fleet);
        this.pipelines = AllPipelines.of(fleet, InstantSource.system());
        this.customers = new Customers(fleet.clients().s3(), settings.bucket());
    }

    void session(Context ctx, Visitor visitor) {
        Settings settings = fleet.settings();
        Map<String, Object> session = new LinkedHashMap<>();
        session.put("who", visitor.who());
        session.put("csrf", visitor.csrf());
        session.put("readOnly", readOnly);
        session.put("fleet", settings.queuePrefix());
        session.put("bucket", settings.bucket());
        session.put("region", settings.aws().region().id());
        session.put(
                "indexes",
                settings.indexes().stream()
                        .map(index -> index.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
        session.put("pipelines", fleet.pipelines().all().stream().map(Pipeline::name).toList());
        Map<String, List<String>> asks = new LinkedHashMap<>();
        fleet.pipelines().all().forEach(p -> asks.put(p.name(), UploadName.asked(p)));
        session.put("asks", asks);
        Json.answer(ctx, session);
    }

    void now(Context ctx) {
        Snapshot latest = watch.latest();
        if (latest == null) {
            Json.error(ctx, HttpStatus.SERVICE_UNAVAILABLE, "The dashboard has just started.");
        } else {
            Json.answer(ctx, latest);
        }
    }

    void costs(Context ctx) {
        Costs costs = watch.costs();
        if (costs == null) {
            Json.error(ctx, HttpStatus.SERVICE_UNAVAILABLE, "The dashboard has just started.");
        } else {
            Json.answer(ctx, costs);
        }
    }

    void history(Context ctx) {
        Json.answer(ctx, watch.history(text(ctx, "pipeline")));
    }

    void jobs(Context ctx) {
        Wanted wanted =
                new Wanted(
                        text(ctx, "customer"),
                        text(ctx, "item"),
                        text(ctx, "status"),
                        text(ctx, "pipeline"),
                        text(ctx, "reason"));
        JobSearch.Found found = search.find(wanted, text(ctx, "next"), PAGE);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("rows", found.rows().stream().map(RowView::of).toList());
        answer.put("order", found.order());
        found.next().ifPresent(next -> answer.put("next", next));
        found.back().ifPresent(day -> answer.put("back", day.toString()));
        Json.answer(ctx, answer);
    }

    /** With {@code maybe} one that is not there is nothing, and no error. */
    void job(Context ctx) {
        if (ctx.queryParam("maybe") != null
                && rows.of(text(ctx, "customer"), text(ctx, "item")).isEmpty()) {
            Json.answer(ctx, Map.of());
            return;
        }
        row(ctx).ifPresent(row -> Json.answer(ctx, JobView.of(row, fleet.pipelines())));
    }

    void file(Context ctx) throws IOException {
        Optional<Row> row = row(ctx);
        if (row.isPresent()) {
            files.send(ctx, row.get(), text(ctx, "what"));
        }
    }

    void stages(Context ctx) {
        row(ctx).ifPresent(row -> files.stages(ctx, row));
    }

    void document(Context ctx) {
        row(ctx).ifPresent(row -> files.document(ctx, row));
    }

    private Optional<Row> row(Context ctx) {
        Optional<Row> row = rows.of(text(ctx, "customer"), text(ctx, "item"));
        if (row.isEmpty()) {
            Json.error(ctx, HttpStatus.NOT_FOUND, "There is no such job.");
        }
        return row;
    }

    void failures(Context ctx) {
        Json.answer(ctx, failures.groups());
    }

    void pipelines(Context ctx) {
        Json.answer(ctx, pipelines.read());
    }

    /** Customers and items by how they begin; {@code customer/item} names both. */
    void find(Context ctx) {
        String text = text(ctx, "q").strip();
        int slash = text.indexOf('/');
        List<String> who =
                text.isEmpty() || slash >= 0 ? List.of() : customers.beginning(text, FOUND);
        Wanted wanted =
                slash < 0
                        ? new Wanted("", text, "", "", "")
                        : new Wanted(
                                text.substring(0, slash), text.substring(slash + 1), "", "", "");
        boolean able = slash > 0 || fleet.settings().indexes().contains(Settings.Index.RECENT);
        List<RowView> jobs =
                text.isEmpty() || !able
                        ? List.of()
                        : search.find(wanted, "", FOUND).rows().stream().map(RowView::of).toList();
        Json.answer(ctx, Map.of("customers", who, "jobs", jobs));
    }

    void activity(Context ctx) {
        Json.answer(ctx, audit.last(CHANGES));
    }

    private static String text(Context ctx, String name) {
        return Optional.ofNullable(ctx.queryParam(name)).orElse("");
    }
}
