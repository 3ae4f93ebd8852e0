package dev.sluice.ops.cli.mend;

import dev.sluice.dispatcher.Mending;
import dev.sluice.dispatcher.backfill.Backfill;
import dev.sluice.dispatcher.backfill.BucketListing;
import dev.sluice.dispatcher.backfill.Counts;
import dev.sluice.dispatcher.backfill.Listing;
import dev.sluice.dispatcher.backfill.Scope;
import dev.sluice.dispatcher.backfill.Survey;
import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.ops.cli.shell.Consent;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.CustomerFilter;
import dev.sluice.ops.cli.shell.Progress;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Uploads that nothing is done with. */
@Command(
        name = "backfill",
        header = "Sends the jobs of uploads that have no row, or whose row waits for nothing.",
        description = {
            "",
            "Looks at every upload in the bucket, or in an S3 Inventory of it, and at its row. What"
                + " has no row, a row that waits longer than --stale, or a row that tells of an"
                + " earlier content gets its job; so does nothing else. Says first how much there"
                + " is and what it costs. Running it again, or twice at once, does no harm. The"
                + " dispatcher does the same daily.",
            "",
            "Exit code: 0 all sent, 1 some are left, for their pipeline is paused or their queue"
                    + " was full too long: run it again, 2 a mistake in the command line, 3 an"
                    + " endpoint, queue or bucket is missing; what was sent until then counts, and"
                    + " --resume goes on there."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice backfill --dry-run",
            "  ops/sluice backfill --customer acme --pipeline flakes",
            "  ops/sluice backfill --resume backfill.json --yes",
            "  ops/sluice backfill --inventory"
                    + " s3://lists/pictures/all/2026-11-29T01-00Z/manifest.json"
        })
public final class BackfillCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private CustomerFilter customer = new CustomerFilter();

    @Option(
            names = "--pipeline",
            paramLabel = "P",
            description = "That pipeline's uploads only. May be repeated.")
    private List<String> named = new ArrayList<>();

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Keys that begin so only.")
    private String prefix = "";

    @Option(
            names = "--stale",
            paramLabel = "DURATION",
            description =
                    "A row that waits longer has lost its message. Default: an hour, or twice as"
                            + " long as the oldest message has waited, where CloudWatch knows it.")
    private @Nullable Duration stale;

    @Option(
            names = "--young",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description =
                    "Leave younger uploads alone, for their events may be on their way: one that"
                            + " comes later is a second job. Default: ${DEFAULT-VALUE}.")
    private Duration young = Duration.ZERO;

    @Option(
            names = "--inventory",
            paramLabel = "MANIFEST",
            description =
                    "Take the objects from an S3 Inventory in CSV: its manifest.json, here or as"
                            + " s3://….")
    private @Nullable String inventory;

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description = "Keep in FILE how far it is, and go on there if it exists.")
    private @Nullable Path resume;

    @Mixin private Hurry hurry = new Hurry();

    public BackfillCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Manner manner = hurry.manner();
        Waits waits = new Waits(shell.console(), manner.ahead());
        ApiMeter meter = new ApiMeter();
        try (Fleet fleet = Fleet.open(shell.environment(), meter)) {
            named.forEach(new PipelineChoice(fleet.pipelines())::named);
            Optional<Listing> given = inventory(fleet);
            Mending mending = Mending.open(fleet.settings(), fleet.clients(), fleet.pipelines());
            Scope scope = scope(stale == null ? mending.stale() : stale);
            Listing listing = given.orElseGet(() -> ofBucket(fleet, scope));
            Bookmark bookmark =
                    resume == null
                            ? Bookmark.none()
                            : Bookmark.in(resume, listing.name(), hurry.dry());
            Backfill backfill = mending.backfill(manner, waits);
            return run(
                    backfill,
                    new Backfill.Task(listing, scope, bookmark.position(), hurry.dry()),
                    bookmark,
                    new Course(waits, meter, fleet.settings().indexes().size()));
        } catch (Requeue.Unsent e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Scope scope(Duration longest) {
        if (!longest.isPositive()) {
            throw new UsageError("--stale must be above 0");
        }
        if (young.isNegative()) {
            throw new UsageError("--young must be 0s at least");
        }
        return new Scope(customer.id(), Set.copyOf(named), longest, young);
    }

    private Optional<Listing> inventory(Fleet fleet) {
        return Optional.ofNullable(inventory)
                .map(
                        where ->
                                Inventory.open(
                                        where,
                                        prefix,
                                        fleet.settings().bucket(),
                                        fleet.clients().s3()));
    }

    private Listing ofBucket(Fleet fleet, Scope scope) {
        String common = scope.prefix(fleet.pipelines());
        if (!prefix.startsWith(common) && !common.startsWith(prefix)) {
            throw new UsageError(
                    "no upload in question has a key that begins with %s; they begin with %s"
                            .formatted(prefix, common));
        }
        return new BucketListing(
                fleet.clients().s3(),
                fleet.settings().bucket(),
                common.length() > prefix.length() ? common : prefix);
    }

    /**
     * What goes along with a run.
     *
     * @param indexes of the table, beside the one of failures
     */
    private record Course(Waits waits, ApiMeter meter, int indexes) {}

    private int run(Backfill backfill, Backfill.Task task, Bookmark bookmark, Course course)
            throws InterruptedException {
        Console console = shell.console();
        console.say("Listing %s …".formatted(task.listing().name()));
        Survey survey =
                backfill.survey(
                        task.listing(), task.scope(), task.from(), (position, counts) -> {});
        Estimate estimate = Estimate.of(survey, inventory != null, course.indexes());
        console.say(
                "%,d objects, of them %,d uploads. Looking at their rows: %s."
                        .formatted(survey.objects(), survey.uploads(), estimate.looking()));
        console.say(
                "If every one lacked its job, about %s; what the jobs then do is not in it."
                        .formatted(estimate.most()));
        if (survey.uploads() > 0
                && !hurry.dry()
                && !hurry.yes()
                && !Consent.ofProcess(console).toGoOn()) {
            console.say("Nothing was sent.");
            return ExitCode.DONE;
        }
        Counts counts;
        try (Progress progress = Progress.start(console, "Looking", survey.objects())) {
            counts =
                    backfill.run(
                            task,
                            (position, found) -> {
                                bookmark.at(position);
                                course.waits().over();
                                progress.at(found.listed());
                            });
        }
        bookmark.done();
        Bill bill = Bill.of(course.meter().usage());
        if (hurry.json()) {
            console.print(BackfillReport.json(counts, task.dry(), bill));
        } else {
            console.print(BackfillReport.table(counts));
            console.print(
                    task.dry()
                            ? "%,d jobs would be sent. %s.".formatted(counts.lacking(), bill)
                            : "%,d jobs sent. %s.".formatted(counts.sent(), bill));
        }
        return counts.left() + counts.paused() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
