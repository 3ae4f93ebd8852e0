package dev.sluice.ops.deploy.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Gives a new version of the dispatcher a part of the events. The functions' aliases go on naming
 * the version that stands, with a weight for the new one; the next deployment without a shift ends
 * it, for the better or, of the earlier sources, for the worse.
 */
final class Shift {
    private static final String ALIAS = "AWS::Lambda::Alias";

    private final JsonNode standing;
    private final Map<String, String> physical;

    /**
     * @param standing the template of the stack that is there
     * @param parts its resources
     */
    Shift(JsonNode standing, List<Part> parts) {
        this.standing = standing;
        this.physical = parts.stream().collect(Collectors.toMap(Part::name, Part::physical));
    }

    /**
     * The template with weighted aliases. Those whose version stays, and new ones, are as they are.
     *
     * @param weight of the new versions, 0 to 1
     */
    String of(String template, double weight) {
        ObjectNode shifted = Stacks.json(template).deepCopy();
        shifted.path("Resources")
                .properties()
                .forEach(
                        entry -> {
                            if (entry.getValue().path("Type").asText().equals(ALIAS)) {
                                ObjectNode alias = (ObjectNode) entry.getValue().path("Properties");
                                before(entry.getKey(), alias)
                                        .ifPresent(version -> weigh(alias, version, weight));
                            }
                        });
        return shifted.toString();
    }

    /** The number of the version that the alias names now, if that is to change. */
    private Optional<String> before(String alias, ObjectNode next) {
        JsonNode named =
                standing.path("Resources").path(alias).path("Properties").path("FunctionVersion");
        if (named.isTextual()) { // a shift is under way
            return Optional.of(named.asText());
        }
        if (named.equals(next.path("FunctionVersion"))) {
            return Optional.empty();
        }
        String version = physical.getOrDefault(named.path("Fn::GetAtt").path(0).asText(), "");
        return Optional.of(version.substring(version.lastIndexOf(':') + 1))
                .filter(number -> number.matches("[0-9]+"));
    }

    private static void weigh(ObjectNode alias, String before, double weight) {
        JsonNode next = alias.path("FunctionVersion");
        alias.withObject("RoutingConfig")
                .withArray("AdditionalVersionWeights")
                .addObject()
                .put("FunctionWeight", weight)
                .set("FunctionVersion", next);
        alias.put("FunctionVersion", before);
    }
}
