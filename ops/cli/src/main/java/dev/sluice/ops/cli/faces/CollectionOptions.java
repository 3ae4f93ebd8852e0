package dev.sluice.ops.cli.faces;

import dev.sluice.ops.cli.shell.CustomerOption;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.Naming;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.vector.CollectionKey;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Map;
import java.util.Optional;

/** Which collection of whom. */
final class CollectionOptions {
    @Mixin private CustomerOption customer = new CustomerOption();

    @Option(
            names = "--collection",
            required = true,
            paramLabel = "X",
            description = "Which of the customer's collections.")
    private String collection = "";

    /**
     * @throws UsageError if a name breaks the pipeline's rule
     */
    CollectionKey key(Fleet fleet) {
        Optional<String> wrong =
                indexing(fleet)
                        .invalidId(
                                Map.of(
                                        "customerID",
                                        customer.id(),
                                        CollectionKey.VARIABLE,
                                        collection));
        if (wrong.isPresent() || collection.indexOf('/') >= 0) {
            throw new UsageError(wrong.orElse("--collection: a name has no slash"));
        }
        return new CollectionKey(customer.id(), collection);
    }

    Naming naming(Fleet fleet) {
        CollectionKey key = key(fleet);
        return new Naming(key.customerID(), Map.of(CollectionKey.VARIABLE, key.collectionID()));
    }

    static Pipeline indexing(Fleet fleet) {
        return new PipelineChoice(fleet.pipelines()).named("faces");
    }

    static Pipeline matching(Fleet fleet) {
        return new PipelineChoice(fleet.pipelines()).named("match");
    }
}
