package dev.sluice.ops.cli.mend;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.dispatcher.Mending;
import dev.sluice.dispatcher.redrive.Failures;
import dev.sluice.dispatcher.redrive.Redrive;
import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.ops.cli.shell.Consent;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.CustomerFilter;
import dev.sluice.ops.cli.shell.Progress;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.ReasonCodes;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;

/** Failed uploads, once more. */
@Command(
        name = "redrive",
        header = "Sends the jobs of failed uploads once more.",
        description = {
            "",
            "Takes failed rows by reason, customer, pipeline and time, makes each pending as the"
                + " same upload's next run, and sends its job. Says first how many there are and"
                + " what it costs. Stopped half-way and run again it does the rest. What fails"
                + " again meanwhile stays failed. Rows whose key no pipeline takes, or that would"
                + " be refused again by their name, are counted and left.",
            "",
            "Exit code: 0 all sent, 1 some are left, for their pipeline is paused or their queue"
                    + " was full too long: run it again, 2 a mistake in the command line, 3 an"
                    + " endpoint, queue or table is missing."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice redrive --reason attempts-exhausted --since 2h --dry-run",
            "  ops/sluice redrive --reason attempts-exhausted,timeout --pipeline flakes",
            "  ops/sluice redrive --customer acme --since 2026-11-29T08:00:00Z --yes",
            "  ops/sluice redrive --all"
        })
public final class RedriveCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--reason",
            paramLabel = "CODE",
            split = ",",
            description = "Failed for that reason. May be repeated, or a list with commas.")
    private List<String> reasons = new ArrayList<>();

    @Mixin private CustomerFilter customer = new CustomerFilter();

    @Option(
            names = "--pipeline",
            paramLabel = "P",
            description = "That pipeline's only. May be repeated.")
    private List<String> named = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = Moment.class,
            description = "Failed since: 30m, 2h or 3d ago, or a time.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "WHEN",
            converter = Moment.class,
            description = "Failed until.")
    private @Nullable Instant until;

    @Option(names = "--all", description = "All that have failed, whatever for.")
    private boolean all;

    @Mixin private Hurry hurry = new Hurry();

    public RedriveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        reasons.forEach(ReasonCodes::checked);
        Manner manner = hurry.manner();
        Waits waits = new Waits(shell.console(), manner.ahead());
        ApiMeter meter = new ApiMeter();
        try (Fleet fleet = Fleet.open(shell.environment(), meter)) {
            PipelineChoice choice = new PipelineChoice(fleet.pipelines());
            named.forEach(choice::named);
            Failures wanted = wanted(Instant.now());
            Redrive redrive =
                    Mending.open(fleet.settings(), fleet.clients(), fleet.pipelines())
                            .redrive(manner, waits);
            return run(
                    redrive, wanted, new Course(waits, meter, fleet.settings().indexes().size()));
        } catch (Requeue.Unsent e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Failures wanted(Instant now) {
        if (reasons.isEmpty()
                && customer.id().isEmpty()
                && named.isEmpty()
                && since == null
                && until == null
                && !all) {
            throw new UsageError(
                    "say which failures, by --reason, --customer, --pipeline, --since or --until;"
                            + " or --all");
        }
        Instant from = Optional.ofNullable(since).orElse(Instant.EPOCH);
        Instant to = Optional.ofNullable(until).filter(now::isAfter).orElse(now);
        if (!from.isBefore(to)) {
            throw new UsageError("--since must be before --until, and in the past");
        }
        return new Failures(Set.copyOf(reasons), customer.id(), Set.copyOf(named), from, to);
    }

    /**
     * What goes along with a run.
     *
     * @param indexes of the table, beside the one of failures
     */
    private record Course(Waits waits, ApiMeter meter, int indexes) {}

    private int run(Redrive redrive, Failures wanted, Course course) throws InterruptedException {
        Console console = shell.console();
        SortedMap<String, Long> counts = redrive.survey(wanted);
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        if (!hurry.json()) {
            console.print(table(counts));
        }
        console.say(
                "%,d failed uploads. To send their jobs: about %s; what the jobs then do is not in it."
                        .formatted(total, Estimate.ofRedrive(total, course.indexes()).most()));
        boolean go =
                total > 0 && !hurry.dry() && (hurry.yes() || Consent.ofProcess(console).toGoOn());
        Optional<Redrive.Outcome> outcome = Optional.empty();
        if (go) {
            try (Progress progress = Progress.start(console, "Sending", total)) {
                outcome =
                        Optional.of(
                                redrive.run(
                                        wanted,
                                        done -> {
                                            course.waits().over();
                                            progress.at(done);
                                        }));
            }
        }
        Bill bill = Bill.of(course.meter().usage());
        console.print(
                hurry.json()
                        ? json(counts, outcome, bill)
                        : outcome.map(done -> sentence(done, bill))
                                .orElse("Nothing was sent. %s.".formatted(bill)));
        return outcome.map(Redrive.Outcome::left).orElse(0L) == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static Table table(Map<String, Long> counts) {
        Table table = new Table(Table.Column.text("Reason"), Table.Column.number("Failed"));
        counts.forEach((reason, count) -> table.row(reason, "%,d".formatted(count)));
        return table;
    }

    private static String sentence(Redrive.Outcome done, Bill bill) {
        StringBuilder text = new StringBuilder("%,d jobs sent".formatted(done.sent()));
        if (done.overtaken() > 0) {
            text.append(", %,d settled or sent meanwhile".formatted(done.overtaken()));
        }
        if (done.left() > 0) {
            text.append(
                    ", %,d left, for their pipeline is paused or their queue was full too long; run this again"
                            .formatted(done.left()));
        }
        done.refused()
                .forEach(
                        (why, count) ->
                                text.append(", %,d left failed (%s)".formatted(count, why)));
        return text + ". " + bill + ".";
    }

    private String json(Map<String, Long> counts, Optional<Redrive.Outcome> outcome, Bill bill) {
        ObjectNode document = new JsonMapper().createObjectNode();
        document.put("dryRun", hurry.dry());
        counts.forEach(document.putObject("failed")::put);
        document.put("sent", outcome.map(Redrive.Outcome::sent).orElse(0L));
        document.put("overtaken", outcome.map(Redrive.Outcome::overtaken).orElse(0L));
        document.put("left", outcome.map(Redrive.Outcome::left).orElse(0L));
        ObjectNode left = document.putObject("leftFailed");
        outcome.ifPresent(done -> done.refused().forEach(left::put));
        document.put("requests", bill.requests());
        document.put("dollars", bill.dollars());
        return document.toString();
    }
}
