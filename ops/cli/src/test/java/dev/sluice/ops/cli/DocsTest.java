package dev.sluice.ops.cli;

import static dev.sluice.ops.cli.MainCode.HOME;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.cli.CommandsInDocs.Block;
import dev.sluice.ops.cli.MainCode.Module;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final Pattern SLUICE =
            Pattern.compile("(?<![\\w/.-])ops/sluice +([a-z][^`|\\n]*)");

    /** Of people who change Sluice, and of what has changed. */
    private static final Set<String> OURS = Set.of("CONTRIBUTING.md", "CHANGELOG.md");

    private static final Pattern IN_README =
            Pattern.compile("(?:aws|ops/sluice (?:submit|status)) .*");

    /**
     * README's, which has no room for marks: CI runs the first with another file, DoctorIT runs the
     * second on emulators, and the others need an account at AWS.
     */
    private static final Set<String> NOT_RUN =
            Set.of(
                    "ops/sluice up --env-file sluice.env",
                    "ops/sluice doctor",
                    "ops/sluice deploy --config ops/deploy/examples/flakes.yaml",
                    "ops/sluice destroy --config ops/deploy/examples/flakes.yaml");

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

    @Test
    void everyCommandThatAPageNamesIsThereWithItsOptions() throws IOException {
        CommandLine all = Sluice.commandLine(new Shell(Map.of(), quiet(), HOME));
        List<String> unknown = new ArrayList<>();
        int named = 0;
        for (Path document : documents()) {
            Matcher mention = SLUICE.matcher(Files.readString(document));
            while (mention.find()) {
                named++;
                wrong(all, List.of(mention.group(1).strip().split("\\s+", -1)))
                        .ifPresent(
                                why ->
                                        unknown.add(
                                                "%s: %s: %s"
                                                        .formatted(
                                                                HOME.relativize(document),
                                                                mention.group(),
                                                                why)));
            }
        }
        assertThat(named).isGreaterThan(100);
        assertThat(unknown).isEmpty();
    }

    /** What a command line has that its command has not; what stands for something is let pass. */
    private static Optional<String> wrong(CommandLine all, List<String> words) {
        CommandLine at = all;
        boolean inCommand = true;
        for (String word : words) {
            String bare = word.replaceAll("^[\\[(]+|[\\])…,.;:\"]+$", "");
            if (bare.isEmpty() || bare.startsWith("#") || bare.equals("-->")) {
                break;
            }
            if (bare.startsWith("--")) {
                inCommand = false;
                String option = bare.replaceAll("=.*", "");
                if (!at.getCommandSpec().optionsMap().containsKey(option)) {
                    return Optional.of("no " + option);
                }
            } else if (inCommand && !at.getSubcommands().isEmpty()) {
                CommandLine next = at.getSubcommands().get(bare);
                if (next == null) {
                    return Optional.of("no command " + bare);
                }
                at = next;
            } else if (bare.matches("[<>|&]+|2>&1|&&|;")) {
                break; // the shell's
            }
        }
        return Optional.empty();
    }

    private static Console quiet() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return Console.plain(nowhere, nowhere);
    }

    @Test
    void everyCommandOfAPageIsRunOrSaysWhyNot() throws IOException {
        String ci = Files.readString(HOME.resolve(".ci/run"));
        List<String> open = new ArrayList<>();
        int run = 0;
        for (Path document : documents()) {
            String page = HOME.relativize(document).toString();
            if (OURS.contains(page)) {
                continue;
            }
            for (Block block : CommandsInDocs.of(Files.readString(document))) {
                for (String command : block.commands()) {
                    boolean here = ci.contains(command) || runByItsPage(ci, page, command);
                    run += here ? 1 : 0;
                    if (!here && !marked(block) && !NOT_RUN.contains(command)) {
                        open.add("%s:%d: %s".formatted(page, block.line(), command));
                    }
                }
            }
        }
        assertThat(run).isGreaterThan(10);
        assertThat(open)
                .as("run them in .ci/run, or say above the block <!-- not run: WHY -->")
                .isEmpty();
    }

    /** All commands of some pages are taken from them and run one by one; of README, some. */
    private static boolean runByItsPage(String ci, String page, String command) {
        return Pattern.compile("(?m)^page \\S+ " + Pattern.quote(page) + " ").matcher(ci).find()
                && (!page.equals("README.md") || IN_README.matcher(command).matches());
    }

    /** A test that is named is there. */
    private static boolean marked(Block block) throws IOException {
        if (!block.mark().equals("run by")) {
            return block.mark().equals("not run") && block.what().length() > 5;
        }
        for (Module module : Module.values()) {
            Path tests = HOME.resolve(module.folder).resolve("src/test/java");
            if (Files.exists(tests)
                    && MainCode.sources(tests).stream()
                            .anyMatch(
                                    source ->
                                            source.getFileName()
                                                    .toString()
                                                    .equals(block.what() + ".java"))) {
                return true;
            }
        }
        return false;
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
