package dev.sluice.ops.deploy.stack;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a template says that its fleet costs, under {@code Metadata.Sluice.Cost}: so a standing
 * stack tells what it was deployed for, whatever prices are today.
 *
 * @param atRest dollars a month with nothing to do
 * @param perMillion dollars for a million jobs
 */
record Cost(double atRest, double perMillion) {
    /** Empty where the template says nothing, as those that Sluice did not write. */
    static Optional<Cost> of(JsonNode template) {
        JsonNode cost = template.path("Metadata").path("Sluice").path("Cost");
        return cost.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Cost(sum(cost.path("AtRest")), sum(cost.path("PerMillion"))));
    }

    private static double sum(JsonNode lines) {
        double sum = 0;
        for (JsonNode line : lines) {
            sum += line.path("dollars").asDouble();
        }
        return sum;
    }

    /** Before beside after. */
    static List<String> lines(Optional<Cost> before, Cost after) {
        return List.of(
                "At rest      $%s a month%s"
                        .formatted(
                                dollars(after.atRest), was(before.map(Cost::atRest), after.atRest)),
                "Per million  $%s%s"
                        .formatted(
                                dollars(after.perMillion),
                                was(before.map(Cost::perMillion), after.perMillion)));
    }

    private static String was(Optional<Double> before, double after) {
        return before.map(
                        then ->
                                dollars(then).equals(dollars(after))
                                        ? " (as before)"
                                        : " (before: $%s)".formatted(dollars(then)))
                .orElse("");
    }

    private static String dollars(double amount) {
        return String.format(Locale.ROOT, "%,.2f", amount);
    }
}
