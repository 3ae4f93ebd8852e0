package dev.sluice.ops.fleet.erase;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.KeyPattern;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Pipelines.Route;
import dev.sluice.shared.vector.CollectionKey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What belongs to a customer, or to a customer's uploads of some pipelines.
 *
 * @param chosen of the deployment's pipelines; all of them: the whole customer
 * @param collection only what is in this one, by the variable of keys that names collections
 */
public record Whose(
        String customer, Pipelines pipelines, List<Pipeline> chosen, Optional<String> collection) {
    private static final String CUSTOMER = "customerID";

    /** Of all collections, and of what is in none. */
    public Whose(String customer, Pipelines pipelines, List<Pipeline> chosen) {
        this(customer, pipelines, chosen, Optional.empty());
    }

    public Whose {
        if (customer.isBlank() || customer.indexOf('/') >= 0) {
            throw new UsageError("--customer: \"" + customer + "\" is no customer's ID");
        }
        chosen = List.copyOf(chosen);
    }

    boolean whole() {
        return collection.isEmpty() && chosen.size() == pipelines.all().size();
    }

    /** What a key's variables must say. */
    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(Map.of(CUSTOMER, customer));
        collection.ifPresent(name -> variables.put(CollectionKey.VARIABLE, name));
        return variables;
    }

    /** Whether a collection goes: one that pipelines keep which are not all chosen stays. */
    boolean collection(CollectionKey key) {
        return collection.map(key.collectionID()::equals).orElseGet(this::keepsCollections);
    }

    private boolean keepsCollections() {
        return chosen.stream().anyMatch(p -> p.removed() && CollectionKey.usedBy(p));
    }

    /** What uploads' keys begin with; none of these begins with another. */
    Set<String> uploadPrefixes() {
        return prefixes(chosen.stream().map(Pipeline::match));
    }

    /** What results' keys begin with. */
    Set<String> resultPrefixes() {
        return prefixes(
                chosen.stream()
                        .flatMap(p -> Stream.concat(results(p).stream(), Stream.of(p.packs()))));
    }

    private Set<String> prefixes(Stream<KeyPattern> patterns) {
        Set<String> shortest = new TreeSet<>();
        patterns.map(pattern -> pattern.start(variables()))
                .sorted() // a prefix comes before what begins with it
                .forEach(
                        start -> {
                            if (shortest.stream().noneMatch(start::startsWith)) {
                                shortest.add(start);
                            }
                        });
        return shortest;
    }

    /** What an object in the bucket of uploads is, if it is one. */
    Optional<Kind> upload(String key) {
        return pipelines.route(key) instanceof Route.Matched match
                        && match.variables().entrySet().containsAll(variables().entrySet())
                        && chosen.contains(match.pipeline())
                ? Optional.of(Kind.UPLOADS)
                : Optional.empty();
    }

    /** What an object in the bucket of results is, if it is one. */
    Optional<Kind> result(String key) {
        for (Pipeline pipeline : chosen) {
            if (ours(pipeline.packs(), key)) {
                return Optional.of(Kind.PACKS);
            }
            if (results(pipeline).stream().anyMatch(pattern -> ours(pattern, key))) {
                return Optional.of(Kind.RESULTS);
            }
        }
        return Optional.empty();
    }

    private boolean ours(KeyPattern pattern, String key) {
        return pattern.match(key)
                .filter(ids -> ids.entrySet().containsAll(variables().entrySet()))
                .isPresent();
    }

    private static List<KeyPattern> results(Pipeline pipeline) {
        Output output = pipeline.output();
        List<KeyPattern> patterns = new ArrayList<>(List.of(output.json()));
        output.artifacts().forEach(artifact -> patterns.add(output.artifact(artifact)));
        return patterns;
    }

    /** Rows that an application wrote go with the whole customer. */
    boolean row(Row row) {
        return whole()
                || row.text("pipeline")
                        .flatMap(
                                name ->
                                        chosen.stream()
                                                .filter(p -> p.name().equals(name))
                                                .findFirst())
                        .filter(pipeline -> collection.isEmpty() || inCollection(pipeline, row))
                        .isPresent();
    }

    private boolean inCollection(Pipeline pipeline, Row row) {
        return row.text("s3Key").filter(key -> ours(pipeline.match(), key)).isPresent();
    }
}
