package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.metrics.Family.Kind;
import dev.sluice.shared.metrics.Family.Program;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class FamiliesTest {
    @Test
    void theListHoldsEveryFamilyThatThereIsOnce() throws IllegalAccessException {
        List<Family> constants = new ArrayList<>();
        for (Field field : Families.class.getFields()) {
            if (field.getType() == Family.class) {
                constants.add((Family) field.get(null));
            }
        }
        assertThat(Families.ALL).containsExactlyElementsOf(constants);
        assertThat(Families.ALL).extracting(Family::dotted).doesNotHaveDuplicates();
        assertThat(Families.of(Program.WORKER)).hasSizeGreaterThanOrEqualTo(16);
        assertThat(Families.ALL).allMatch(family -> !family.help().isBlank());
    }

    @Test
    void prometheusIsToldTheNamesThatTheListSays() {
        try (Meters meters = new Meters()) {
            for (Family family : Families.ALL) {
                String[] labels = family.labels().toArray(String[]::new);
                if (family.kind() == Kind.TIMER) {
                    assertThat(meters.timer(family, labels)).isNotNull();
                } else {
                    meters.read(family, () -> 1, labels);
                }
            }
            String text = meters.exposition("").text();

            for (Family family : Families.ALL) {
                String kind =
                        switch (family.kind()) {
                            case COUNTER -> "counter";
                            case GAUGE -> "gauge";
                            case TIMER -> "histogram";
                        };
                assertThat(text)
                        .contains("# TYPE " + family.prometheus() + " " + kind + "\n")
                        .contains("# HELP " + family.prometheus() + " " + family.help());
            }
        }
    }

    @Test
    void cloudWatchHasItsOwnNamesAndUnits() {
        List<Family.CloudWatchMetric> metrics =
                Families.ALL.stream().flatMap(family -> family.cloudwatch().stream()).toList();

        assertThat(metrics)
                .extracting(Family.CloudWatchMetric::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("([A-Z][a-z]+)+"));
        assertThat(metrics)
                .extracting(Family.CloudWatchMetric::unit)
                .isSubsetOf(
                        Arrays.stream(StandardUnit.values()).map(StandardUnit::toString).toList());
    }
}
