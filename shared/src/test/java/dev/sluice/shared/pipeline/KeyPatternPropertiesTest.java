package dev.sluice.shared.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

class KeyPatternPropertiesTest {
    /** A pattern and values for its variables. */
    record Filled(String source, Map<String, String> values) {
        KeyPattern pattern() {
            return new KeyPattern(source);
        }

        String key() {
            return pattern().render(values);
        }
    }

    @Property
    void renderingWhatWasMatchedGivesTheKeyAgain(@ForAll("patterns") Filled filled) {
        String key = filled.key();

        assertThat(filled.pattern().match(key).map(filled.pattern()::render)).contains(key);
    }

    @Property
    void matchingWhatWasRenderedGivesTheValuesAgain(@ForAll("patterns") Filled filled) {
        assertThat(filled.pattern().match(filled.key())).contains(filled.values());
    }

    @Property(tries = 20000)
    @StatisticsReport(onFailureOnly = true)
    void ifAKeyMatchesTwoPatternsTheyOverlap(
            @ForAll("crowded") Filled a, @ForAll("crowded") Filled b) {
        boolean both = b.pattern().match(a.key()).isPresent();
        Statistics.label("a key matches both")
                .collect(both)
                .coverage(coverage -> coverage.check(true).percentage(share -> share > 1));
        if (both) {
            assertThat(a.pattern().overlaps(b.pattern())).isTrue();
        }
    }

    @Property
    void overlappingIsSymmetric(@ForAll("crowded") Filled a, @ForAll("crowded") Filled b) {
        assertThat(a.pattern().overlaps(b.pattern())).isEqualTo(b.pattern().overlaps(a.pattern()));
    }

    @Property
    void everyPatternOverlapsItself(@ForAll("crowded") Filled a) {
        assertThat(a.pattern().overlaps(new KeyPattern(a.source()))).isTrue();
    }

    /** Any IDs: Unicode, spaces, plus signs, percent signs, whatever is no slash. */
    @Provide
    Arbitrary<Filled> patterns() {
        Arbitrary<String> literals =
                Arbitraries.strings().withChars("aZ0 +%_-.#$\\()[]*é漢").ofMaxLength(5);
        Arbitrary<String> ids =
                Arbitraries.oneOf(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(12),
                        Arbitraries.strings()
                                .withChars(" +%/.ü漢😀é_original".replace("/", "").toCharArray())
                                .ofMinLength(1)
                                .ofMaxLength(12),
                        Arbitraries.of("a+b", "a b", "%2F", "x_original.jpg", "🙂", "..", "é"));
        return filled(literals, ids.filter(id -> id.indexOf('/') < 0), ".", "jpg", "jpeg", "png");
    }

    /** So few letters that keys meet each other's patterns often. */
    @Provide
    Arbitrary<Filled> crowded() {
        Arbitrary<String> literals = Arbitraries.strings().withChars("aA").ofMaxLength(2);
        Arbitrary<String> ids =
                Arbitraries.strings().withChars("aAb").ofMinLength(1).ofMaxLength(3);
        return filled(literals, ids, "", "a", "ab", "b");
    }

    private static Arbitrary<Filled> filled(
            Arbitrary<String> literals,
            Arbitrary<String> ids,
            String beforeAlternatives,
            String... alternatives) {
        Arbitrary<List<String>> texts = literals.list().ofSize(6);
        Arbitrary<List<String>> values = ids.list().ofSize(3);
        Arbitrary<Long> seeds = Arbitraries.longs();
        return Combinators.combine(texts, values, seeds)
                .as(
                        (literal, value, seed) ->
                                build(
                                        literal,
                                        value,
                                        new Random(seed),
                                        beforeAlternatives,
                                        alternatives));
    }

    private static Filled build(
            List<String> literals,
            List<String> ids,
            Random random,
            String beforeAlternatives,
            String... alternatives) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> segments = new ArrayList<>();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            String prefix = literals.get(2 * i);
            if (random.nextInt(4) > 0) {
                String name = "v" + i;
                values.put(name, ids.get(i));
                segments.add(prefix + "{" + name + "}" + literals.get(2 * i + 1));
            } else {
                segments.add(prefix.isEmpty() ? "a" : prefix);
            }
        }
        String source = String.join("/", segments);
        if (random.nextBoolean()) {
            source += beforeAlternatives + "{" + String.join("|", alternatives) + "}";
            values.put(
                    KeyPattern.ALTERNATIVE,
                    anyCase(alternatives[random.nextInt(alternatives.length)], random));
        }
        return new Filled(source, values);
    }

    private static String anyCase(String text, Random random) {
        StringBuilder mixed = new StringBuilder();
        for (String letter : text.split("")) {
            mixed.append(random.nextBoolean() ? letter.toUpperCase(Locale.ROOT) : letter);
        }
        return mixed.toString();
    }
}
