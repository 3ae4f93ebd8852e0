package dev.sluice.ops.cli.faces;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.VectorTable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** Indexes begin anew. */
@Command(
        name = "rebuild",
        header = "Has every worker drop its index of a collection and read it anew.",
        description = {
            "",
            "From the table of vectors. Workers hear of it within seconds, and read the collection"
                + " when it is next searched. An index that is lost is read anew without this. To"
                + " make vectors anew from the pictures, after a change of the model: `ops/sluice"
                + " erase --pipeline faces --keep-uploads`, then `ops/sluice backfill --pipeline"
                + " faces`. Exit code: 0."
        })
final class RebuildCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private CollectionOptions collection = new CollectionOptions();

    @Mixin private JsonOption json = new JsonOption();

    RebuildCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            CollectionKey key = collection.key(fleet);
            VectorTable.of(fleet.settings(), fleet.clients().dynamodb()).reload(key);
            json.print(
                    shell.console(),
                    "Workers read it anew when it is next searched.",
                    facts ->
                            facts.put("customer", key.customerID())
                                    .put("collection", key.collectionID()));
            return ExitCode.DONE;
        }
    }
}
