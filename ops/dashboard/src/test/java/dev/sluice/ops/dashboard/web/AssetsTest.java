package dev.sluice.ops.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the page is made of. */
class AssetsTest {
    private static final Path ASSETS =
            Path.of(
                    System.getProperty("sluice.home"),
                    "ops/dashboard/src/main/resources/dev/sluice/ops/dashboard/assets");

    private static final Pattern IMPORT = Pattern.compile("(?:from|import) '(\\.[^']+)'");

    private static List<Path> ours(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ASSETS)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.toString().contains("vendor"))
                    .toList();
        }
    }

    @Test
    void partsOfOthersAreAsTheirPackagesHaveThem() throws Exception {
        List<String> sums = Files.readAllLines(ASSETS.resolve("vendor/SHA256SUMS"));
        assertThat(sums).hasSizeGreaterThan(4);
        for (String line : sums) {
            String[] words = line.split("\\s+", -1);
            byte[] bytes = Files.readAllBytes(ASSETS.resolve("vendor").resolve(words[1]));
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                    .as(words[1])
                    .isEqualTo(words[0]);
        }
        try (Stream<Path> files = Files.list(ASSETS.resolve("vendor"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .filteredOn(name -> !name.matches("SHA256SUMS|README.md"))
                    .as("each has a sum")
                    .allMatch(name -> sums.stream().anyMatch(line -> line.endsWith("  " + name)));
        }
    }

    /** Texts of customers then never become markup, whatever they hold. */
    @Test
    void noScriptOfOursMakesMarkupOfText() throws IOException {
        List<Path> scripts = ours(".js");
        assertThat(scripts).hasSizeGreaterThan(15);
        for (Path script : scripts) {
            assertThat(Files.readString(script))
                    .as(script.toString())
                    .doesNotContainPattern(
                            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser"
                                    + "|createContextualFragment|\\beval\\(|new Function");
        }
    }

    @Test
    void thePageHasNothingInline() throws IOException {
        assertThat(Files.readString(ASSETS.resolve("index.html")))
                .doesNotContainPattern("(?s)<script[^>]*>\\s*[^<\\s]|<style|\\son[a-z]+=|style=");
    }

    @Test
    void everyImportIsAFileThatIsServed() throws IOException {
        int imports = 0;
        for (Path script : ours(".js")) {
            Matcher found = IMPORT.matcher(Files.readString(script));
            while (found.find()) {
                imports++;
                Path file = script.resolveSibling(found.group(1)).normalize();
                assertThat(file).as(script + " imports").exists();
                assertThat(ASSETS.relativize(file).toString())
                        .matches("([a-z0-9-]+/)*[a-z0-9-]+\\.js");
            }
        }
        assertThat(imports).isGreaterThan(20);
    }
}
