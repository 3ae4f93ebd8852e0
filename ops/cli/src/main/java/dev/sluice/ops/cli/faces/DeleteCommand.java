package dev.sluice.ops.cli.faces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Consent;
import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.QueueDepth;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.ops.fleet.erase.Erasure;
import dev.sluice.ops.fleet.erase.Kind;
import dev.sluice.ops.fleet.erase.Whose;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.vector.CollectionKey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Nothing of a collection stays. */
@Command(
        name = "delete",
        header = "Deletes a collection: its pictures, faces, rows and results, for good.",
        description = {
            "",
            "Pictures that were matched with it go, too. Of a bucket that keeps versions, all"
                + " versions. Workers overwrite what their indexes have of it within seconds. It"
                + " waits until the fleet has heard of the deletions, and removes what that left."
                + " For a day a note remains by which workers that were off forget it: the"
                + " collection's name, and nothing of its pictures.",
            "",
            "Asks for the collection's name on a terminal; anywhere else it wants --yes. Exit code:"
                    + " 0 all is gone, 1 messages still wait after --wait: run it again later."
        })
final class DeleteCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final List<Kind> KINDS =
            List.of(Kind.UPLOADS, Kind.ROWS, Kind.RESULTS, Kind.VECTORS);

    private final Shell shell;

    @Mixin private CollectionOptions collection = new CollectionOptions();

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description =
                    "How long to wait, at most, until the fleet has heard of it. Default:"
                            + " ${DEFAULT-VALUE}.")
    private Duration wait = Duration.ZERO;

    @Option(names = "--dry-run", description = "Say what there is, and delete nothing.")
    private boolean dry;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin private JsonOption json = new JsonOption();

    DeleteCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Consent consent = Consent.ofProcess(shell.console());
        if (!dry && !yes && !consent.canAsk()) {
            throw new UsageError("nobody can be asked here; say --yes, or --dry-run first");
        }
        try (Fleet fleet = Fleet.open(shell.environment())) {
            CollectionKey key = collection.key(fleet);
            List<Pipeline> pipelines =
                    fleet.pipelines().all().stream().filter(CollectionKey::usedBy).toList();
            Whose whose =
                    new Whose(
                            key.customerID(),
                            fleet.pipelines(),
                            pipelines,
                            Optional.of(key.collectionID()));
            Erasure erasure = Erasure.of(whose, Erasure.Stores.of(fleet));
            if (!dry) {
                Map<Kind, Long> there = erasure.pass(new Erasure.Manner(true, false), done -> {});
                if (!yes && sum(there) > 0) {
                    shell.console().print(table(key, there));
                    if (!consent.byTyping("the collection's name", key.collectionID())) {
                        shell.console().say("Nothing was deleted.");
                        return ExitCode.DONE;
                    }
                }
            }
            return dry
                    ? report(key, erasure.pass(new Erasure.Manner(true, false), done -> {}), true)
                    : delete(fleet, pipelines, key, erasure);
        }
    }

    /** Removals are events, whose rows and tombstones come last. */
    private int delete(Fleet fleet, List<Pipeline> pipelines, CollectionKey key, Erasure erasure)
            throws InterruptedException {
        Erasure.Manner manner = new Erasure.Manner(false, false);
        Map<Kind, Long> deleted = new EnumMap<>(Kind.class);
        long begun = System.nanoTime();
        int quiet = 0;
        while (quiet < 2 && System.nanoTime() - begun < wait.toNanos()) {
            Map<Kind, Long> found = erasure.pass(manner, done -> {});
            found.forEach((kind, count) -> deleted.merge(kind, count, Long::sum));
            quiet = sum(found) == 0 && waiting(fleet, pipelines) == 0 ? quiet + 1 : 0;
            if (quiet < 2) {
                Pause.of(LOOK);
            }
        }
        return report(key, deleted, quiet == 2);
    }

    private static long waiting(Fleet fleet, List<Pipeline> pipelines) {
        String prefix = fleet.settings().queuePrefix();
        return Stream.concat(
                        Stream.of(prefix + "-events"),
                        pipelines.stream().map(pipeline -> pipeline.queue(prefix)))
                .map(queue -> QueueDepth.read(fleet.clients().settling(), queue, queue + "-dlq"))
                .mapToLong(depth -> depth.waiting() + depth.inFlight())
                .sum();
    }

    private int report(CollectionKey key, Map<Kind, Long> counts, boolean complete) {
        if (json.asked()) {
            json.print(
                    shell.console(),
                    facts -> {
                        facts.put("customer", key.customerID())
                                .put("collection", key.collectionID())
                                .put("dryRun", dry);
                        ObjectNode kinds = facts.putObject(dry ? "there" : "deleted");
                        for (Kind kind : KINDS) {
                            kinds.put(name(kind), counts.getOrDefault(kind, 0L));
                        }
                        facts.put("complete", complete && !dry);
                    });
        } else {
            shell.console().print(table(key, counts));
        }
        if (!complete) {
            shell.console()
                    .complain(
                            "Messages of the fleet still wait after %d s; run this again when they are done."
                                    .formatted(wait.toSeconds()));
        }
        return complete ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static Table table(CollectionKey key, Map<Kind, Long> counts) {
        Table table = new Table(Table.Column.text("Of " + key), Table.Column.number("Number"));
        for (Kind kind : KINDS) {
            table.row(name(kind), "%,d".formatted(counts.getOrDefault(kind, 0L)));
        }
        return table;
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static long sum(Map<Kind, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
