package dev.sluice.ops.cli.mend;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Consent;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.CustomerOption;
import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.cli.shell.Progress;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.fleet.erase.Erasure;
import dev.sluice.ops.fleet.erase.Kind;
import dev.sluice.ops.fleet.erase.Stragglers;
import dev.sluice.ops.fleet.erase.Whose;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** Nothing of a customer stays. */
@Command(
        name = "erase",
        header = "Removes a customer's uploads, rows and results for good.",
        description = {
            "",
            "Removes the customer's uploads, rows (with attributes that applications keep there),"
                + " result documents, artifacts and packs; of a bucket that keeps versions, all"
                + " versions. Objects under keys that no pipeline knows stay. Workers may run: when"
                + " the jobs in work have ended it looks again, and takes what they wrote. It can"
                + " be run again at any time. Backups, access logs and copies are not its"
                + " business.",
            "",
            "Asks for the customer's ID on a terminal; anywhere else it wants --yes. Exit code: 0"
                + " all is gone, 1 messages that may be of this customer still wait after --wait:"
                + " run it again later, 2 a mistake in the command line, 3 an endpoint, bucket or"
                + " permission is missing."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice erase --customer acme --dry-run",
            "  ops/sluice erase --customer acme",
            "  ops/sluice erase --customer acme --pipeline moderation --yes",
            "  ops/sluice erase --customer acme --keep-uploads --yes"
        })
public final class EraseCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** What keeps coming says that somebody uploads, and it is not for us to race him. */
    private static final int PASSES = 5;

    private final Shell shell;

    @Mixin private CustomerOption customer = new CustomerOption();

    @Option(
            names = "--pipeline",
            paramLabel = "P",
            description = "What that pipeline has of the customer only. May be repeated.")
    private List<String> named = new ArrayList<>();

    @Option(
            names = "--keep-uploads",
            description = "Leave the uploads. Backfill would work on them again.")
    private boolean keepUploads;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description =
                    "How long to wait, at most, for jobs in work and for messages that could still"
                            + " bring something back. Default: ${DEFAULT-VALUE}.")
    private Duration wait = Duration.ZERO;

    @Option(names = "--dry-run", description = "Say what there is, and remove nothing.")
    private boolean dry;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--json", description = "Print the outcome as a line of JSON, for programs.")
    private boolean json;

    public EraseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Consent consent = Consent.ofProcess(shell.console());
        if (!dry && !yes && !consent.canAsk()) {
            throw new UsageError("nobody can be asked here; say --yes, or --dry-run first");
        }
        ApiMeter meter = new ApiMeter();
        try (Fleet fleet = Fleet.open(shell.environment(), meter)) {
            PipelineChoice choice = new PipelineChoice(fleet.pipelines());
            List<Pipeline> chosen =
                    named.isEmpty()
                            ? fleet.pipelines().all()
                            : named.stream().distinct().map(choice::named).toList();
            Whose whose = new Whose(customer.id(), fleet.pipelines(), chosen);
            Erasure erasure = Erasure.of(whose, Erasure.Stores.of(fleet));
            Stragglers stragglers =
                    new Stragglers(
                            fleet.clients().settling(), fleet.settings().queuePrefix(), chosen);
            Map<Kind, Long> there = erasure.pass(new Erasure.Manner(true, keepUploads), done -> {});
            if (!dry && sum(there) > 0) {
                shell.console().print(table(there));
                if (!yes && !consent.byTyping("the customer's ID", customer.id())) {
                    shell.console().say("Nothing was removed.");
                    return ExitCode.DONE;
                }
            }
            return dry
                    ? report(there, true, 0, meter)
                    : erase(erasure, stragglers, sum(there), meter);
        }
    }

    private int erase(Erasure erasure, Stragglers stragglers, long there, ApiMeter meter)
            throws InterruptedException {
        Erasure.Manner manner = new Erasure.Manner(false, keepUploads);
        Map<Kind, Long> removed = new EnumMap<>(Kind.class);
        long begun = System.nanoTime();
        try (Progress progress = Progress.start(shell.console(), "Removing", Math.max(1, there))) {
            add(removed, erasure.pass(manner, progress::at));
        }
        if (removed.getOrDefault(Kind.UPLOADS, 0L) > 0) {
            Pause.of(stragglers.late());
        }
        long left = await(stragglers, begun);
        Map<Kind, Long> late = erasure.pass(manner, done -> {});
        for (int pass = 2; sum(late) > 0 && pass < PASSES; pass++) {
            add(removed, late);
            Pause.of(LOOK);
            late = erasure.pass(manner, done -> {});
        }
        add(removed, late);
        return report(removed, left == 0 && sum(late) == 0, left, meter);
    }

    private long await(Stragglers stragglers, long begun) throws InterruptedException {
        long left = stragglers.left(Duration.ofNanos(System.nanoTime() - begun));
        if (left > 0) {
            shell.console()
                    .say(
                            "Waiting for %,d messages that may be of %s, %d s at most …"
                                    .formatted(left, customer.id(), wait.toSeconds()));
        }
        while (left > 0 && System.nanoTime() - begun < wait.toNanos()) {
            Pause.of(LOOK);
            left = stragglers.left(Duration.ofNanos(System.nanoTime() - begun));
        }
        return left;
    }

    private int report(Map<Kind, Long> counts, boolean complete, long left, ApiMeter meter) {
        Console console = shell.console();
        Bill bill = Bill.of(meter.usage());
        if (json) {
            ObjectNode document = new JsonMapper().createObjectNode();
            document.put("customer", customer.id());
            document.put("dryRun", dry);
            ObjectNode kinds = document.putObject(dry ? "there" : "removed");
            for (Kind kind : Kind.values()) {
                kinds.put(name(kind), counts.getOrDefault(kind, 0L));
            }
            document.put("complete", complete && !dry);
            document.put("requests", bill.requests());
            document.put("dollars", bill.dollars());
            console.print(document.toString());
        } else {
            console.print(table(counts));
            console.print((dry ? "Nothing was removed. %s." : "Removed. %s.").formatted(bill));
        }
        if (!complete) {
            console.complain(
                    left > 0
                            ? "%,d messages that may be of %s still wait; run this again when they are done."
                                    .formatted(left, customer.id())
                            : "There is still more of %s; somebody uploads. Run this again."
                                    .formatted(customer.id()));
        }
        return complete ? ExitCode.DONE : ExitCode.FAILED;
    }

    private Table table(Map<Kind, Long> counts) {
        Table table =
                new Table(Table.Column.text("Of " + customer.id()), Table.Column.number("Number"));
        for (Kind kind : Kind.values()) {
            table.row(name(kind), "%,d".formatted(counts.getOrDefault(kind, 0L)));
        }
        return table;
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static void add(Map<Kind, Long> sums, Map<Kind, Long> more) {
        more.forEach((kind, count) -> sums.merge(kind, count, Long::sum));
    }

    private static long sum(Map<Kind, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
