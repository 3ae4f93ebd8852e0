package dev.sluice.dispatcher.backfill;

import dev.sluice.dispatcher.backfill.Finding.Kind;
import dev.sluice.dispatcher.backfill.Gaps.Upload;
import dev.sluice.dispatcher.backfill.Listing.Page;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.dispatcher.requeue.Requeue.Candidate;
import dev.sluice.dispatcher.requeue.Requeue.Sent;
import dev.sluice.dispatcher.requeue.SideBySide;
import dev.sluice.shared.aws.StandingResults;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Pipelines.Route;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at every upload of a listing and sends the jobs of those that nothing is done with: uploads
 * without rows, rows that wait too long, rows of what was there before (RULES 6). Any number may
 * run side by side, and beside live events.
 */
public final class Backfill {
    private final Pipelines pipelines;
    private final Gaps gaps;
    private final Requeue requeue;
    private final InstantSource clock;

    /**
     * @param bucket the one for uploads
     */
    public Backfill(
            Pipelines pipelines,
            Stores stores,
            String bucket,
            Requeue requeue,
            InstantSource clock) {
        this(pipelines, new Gaps(stores.table(), stores.results(), bucket), requeue, clock);
    }

    private Backfill(Pipelines pipelines, Gaps gaps, Requeue requeue, InstantSource clock) {
        this.pipelines = pipelines;
        this.gaps = gaps;
        this.requeue = requeue;
        this.clock = clock;
    }

    /** Where it looks. */
    public record Stores(JobTable table, StandingResults results) {}

    /**
     * What to do.
     *
     * @param from where to begin: {@link Listing#START}, or a position of an earlier run
     * @param dry whether nothing is written or sent
     * @param cut whether what was being done there may be half done, so that rows that wait on the
     *     first page count as stale whatever their age
     */
    public record Task(Listing listing, Scope scope, String from, boolean dry, boolean cut) {
        /** Anew, or on from where an earlier run was cut off. */
        public Task(Listing listing, Scope scope, String from, boolean dry) {
            this(listing, scope, from, dry, !from.equals(Listing.START));
        }
    }

    /** Called after each page, by the one thread. */
    @FunctionalInterface
    public interface Watch {
        /**
         * @param position all before it is done
         */
        void at(String position, Counts counts) throws InterruptedException;
    }

    /**
     * Runs to the listing's end.
     *
     * @return what was found; of those to be sent, what was sent
     * @throws Requeue.Unsent if SQS does not take jobs
     * @throws JobTable.TableUnavailable if DynamoDB is out of reach
     * @throws dev.sluice.shared.aws.ObjectStore.StoreUnavailable if S3 is
     */
    public Counts run(Task task, Watch watch) throws InterruptedException {
        Counts counts = new Counts();
        boolean again = task.cut();
        try (Stream<Page> pages = task.listing().after(task.from())) {
            for (Iterator<Page> each = pages.iterator(); each.hasNext(); ) {
                Page page = each.next();
                Duration stale = again ? Duration.ZERO : task.scope().stale();
                see(page, task, stale, counts);
                again = false;
                watch.at(page.position(), counts);
            }
        }
        return counts;
    }

    private void see(Page page, Task task, Duration stale, Counts counts)
            throws InterruptedException {
        counts.listed(page.objects().size());
        List<Upload> uploads = new ArrayList<>();
        for (Listed object : page.objects()) {
            Optional<Upload> upload = upload(object, task, stale);
            if (upload.isEmpty()) {
                counts.add(Kind.OTHER, 1);
            } else if (!upload.get().olderThan(task.scope().young())) {
                counts.add(Kind.YOUNG, 1);
            } else {
                uploads.add(upload.get());
            }
        }
        requeue.pace(uploads.size());
        List<Candidate> candidates = new ArrayList<>();
        List<Finding> findings = SideBySide.of(uploads, gaps::of);
        for (int i = 0; i < findings.size(); i++) {
            switch (findings.get(i)) {
                case Finding.Fine(Kind kind) -> counts.add(kind, 1);
                case Finding.Lacking(Kind kind, Candidate candidate) -> {
                    candidates.add(candidate);
                    counts.add(kind, 1);
                }
                case Finding.Refused refused ->
                        counts.add(
                                task.dry() || gaps.refuse(refused, uploads.get(i).pipeline())
                                        ? Kind.REFUSED
                                        : Kind.OVERTAKEN,
                                1);
            }
        }
        if (!task.dry()) {
            Sent sent = requeue.send(candidates);
            counts.sent(sent.sent());
            counts.add(Kind.OVERTAKEN, sent.overtaken());
            counts.add(Kind.LEFT, sent.left());
            counts.add(Kind.PAUSED, sent.paused());
        }
    }

    private Optional<Upload> upload(Listed object, Task task, Duration stale) {
        return !object.key().endsWith("/")
                        && pipelines.route(object.key()) instanceof Route.Matched match
                        && task.scope().takes(match)
                ? Optional.of(new Upload(object, match, task.listing(), stale, clock.instant()))
                : Optional.empty();
    }

    /**
     * Counts what there is to look at, without looking: what the listing costs, and time.
     *
     * @param watch told of each page
     */
    public Survey survey(Listing listing, Scope scope, String from, Watch watch)
            throws InterruptedException {
        Survey survey = Survey.NOTHING;
        Counts counts = new Counts();
        try (Stream<Page> pages = listing.after(from)) {
            for (Iterator<Page> each = pages.iterator(); each.hasNext(); ) {
                Page page = each.next();
                Task task = new Task(listing, scope, from, true);
                List<Upload> uploads =
                        page.objects().stream()
                                .flatMap(o -> upload(o, task, scope.stale()).stream())
                                .toList();
                survey = survey.plus(page.objects().size(), uploads);
                counts.listed(page.objects().size());
                watch.at(page.position(), counts);
            }
        }
        return survey;
    }
}
