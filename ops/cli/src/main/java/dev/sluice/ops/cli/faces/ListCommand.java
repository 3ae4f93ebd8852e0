package dev.sluice.ops.cli.faces;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.sluice.ops.cli.shell.CustomerOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.VectorTable;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Map;
import java.util.concurrent.Callable;

/** What there is. */
@Command(
        name = "list",
        header = "Lists a customer's collections, or the pictures of one.",
        description = {"", "By what is kept of them. Exit code: 0."})
final class ListCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private CustomerOption customer = new CustomerOption();

    @Option(
            names = "--collection",
            paramLabel = "X",
            description = "The pictures of this one, with how many faces are kept of each.")
    private @Nullable String collection;

    @Option(names = "--json", description = "Print an array instead of a table.")
    private boolean json;

    ListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            VectorTable vectors = VectorTable.of(fleet.settings(), fleet.clients().dynamodb());
            if (json) {
                shell.console().print(json(vectors));
            } else {
                shell.console()
                        .print(
                                collection == null
                                        ? collections(vectors.collections(customer.id()))
                                        : pictures(
                                                vectors,
                                                new CollectionKey(customer.id(), collection)));
            }
            return ExitCode.DONE;
        }
    }

    private String json(VectorTable vectors) {
        ArrayNode all = new JsonMapper().createArrayNode();
        if (collection == null) {
            vectors.collections(customer.id())
                    .forEach(
                            (key, pictures) ->
                                    all.addObject()
                                            .put("collection", key.collectionID())
                                            .put("pictures", pictures));
        } else {
            vectors.all(
                    new CollectionKey(customer.id(), collection),
                    item ->
                            all.addObject()
                                    .put("picture", item.key().item())
                                    .put("faces", item.vectors().size()));
        }
        return all.toPrettyString();
    }

    private static Table collections(Map<CollectionKey, Long> collections) {
        Table table = new Table(Table.Column.text("Collection"), Table.Column.number("Pictures"));
        collections.forEach(
                (key, pictures) -> table.row(key.collectionID(), "%,d".formatted(pictures)));
        return table;
    }

    private static Table pictures(VectorTable vectors, CollectionKey collection) {
        Table table = new Table(Table.Column.text("Picture"), Table.Column.number("Faces"));
        vectors.all(
                collection,
                item -> table.row(item.key().item(), Integer.toString(item.vectors().size())));
        return table;
    }
}
