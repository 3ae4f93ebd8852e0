package dev.sluice.ops.cli;

import static dev.sluice.ops.cli.MainCode.HOME;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.cli.MainCode.Module;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What documents say of the repository is so. */
class DocsTest {
    private static final Pattern RULE = Pattern.compile("(?m)^(\\d+)\\. ");
    private static final Pattern CITED = Pattern.compile("RULES (\\d+)(?:(?:, | and )(\\d+))*");
    private static final Pattern TESTED = Pattern.compile("void rule0?(\\d+)_");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");
    private static final Pattern FENCE = Pattern.compile("(?s)```.*?```");

    @Test
    void everyRuleHasATestWithItsNumber() throws IOException {
        Set<Integer> tested = new TreeSet<>();
        for (Module module : Module.values()) {
            Path tests = HOME.resolve(module.folder).resolve("src/test/java");
            if (Files.exists(tests)) {
                for (Path source : MainCode.sources(tests)) {
                    tested.addAll(numbers(TESTED.matcher(Files.readString(source))));
                }
            }
        }
        assertThat(rules()).hasSizeGreaterThan(20);
        assertThat(tested).containsExactlyElementsOf(rules());
    }

    @Test
    void everyRuleThatCodeCitesIsThere() throws IOException {
        Set<Integer> cited = new TreeSet<>();
        for (Module module : Module.values()) {
            for (Path source : module.sources()) {
                cited.addAll(numbers(CITED.matcher(Files.readString(source))));
            }
        }
        assertThat(cited).isNotEmpty();
        assertThat(rules()).containsAll(cited);
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            Matcher link = LINK.matcher(FENCE.matcher(Files.readString(document)).replaceAll(""));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://")) {
                    links++;
                    if (!Files.exists(document.resolveSibling(target))) {
                        broken.add(HOME.relativize(document) + ": " + target);
                    }
                }
            }
        }
        assertThat(links).isGreaterThan(20);
        assertThat(broken).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder : List.of(HOME, HOME.resolve("docs"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }

    private static Set<Integer> rules() throws IOException {
        return numbers(RULE.matcher(Files.readString(HOME.resolve("docs/rules.md"))));
    }

    private static Set<Integer> numbers(Matcher matcher) {
        return matcher.results()
                .flatMap(
                        result ->
                                Stream.iterate(1, i -> i <= result.groupCount(), i -> i + 1)
                                        .filter(i -> result.group(i) != null)
                                        .map(i -> Integer.valueOf(result.group(i))))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
