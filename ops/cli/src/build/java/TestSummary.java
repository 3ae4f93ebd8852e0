import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

/**
 * What this build's tests came to, from the reports that they leave: a line for each module and
 * each reason for which tests were skipped. Maven itself tells of every class, or of nothing.
 * Arguments: the repository, and when the build began.
 */
final class TestSummary {
    private int tests;
    private int failed;
    private int skipped;
    private double seconds;
    private final Map<String, Integer> reasons = new TreeMap<>();

    static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Instant start = Instant.parse(arguments[1]);
        Map<String, TestSummary> modules = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home, 5)) {
            for (Path file : files.filter(each -> isReport(each, start)).toList()) {
                Path reports = home.relativize(file).getParent();
                modules.computeIfAbsent(name(reports), any -> new TestSummary()).add(file);
            }
        }
        TestSummary all = new TestSummary();
        modules.forEach(
                (module, summary) -> {
                    System.out.print(summary.lines(module));
                    all.tests += summary.tests;
                    all.failed += summary.failed;
                    all.skipped += summary.skipped;
                });
        System.out.printf(
                "%d passed, %d failed, %d skipped%n",
                all.tests - all.failed - all.skipped, all.failed, all.skipped);
    }

    private static boolean isReport(Path file, Instant start) {
        try {
            return file.getParent().getFileName().toString().matches("(surefire|failsafe)-reports")
                    && file.getFileName().toString().matches("TEST-.*[.]xml")
                    && !Files.getLastModifiedTime(file).toInstant().isBefore(start);
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(Path reports) {
        String module = reports.getParent().getParent().toString();
        return reports.endsWith("failsafe-reports") ? module + ", end to end" : module;
    }

    private void add(Path file) throws Exception {
        Element suite =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile())
                        .getDocumentElement();
        tests += Integer.parseInt(suite.getAttribute("tests"));
        failed += Integer.parseInt(suite.getAttribute("failures"));
        failed += Integer.parseInt(suite.getAttribute("errors"));
        seconds += Double.parseDouble(suite.getAttribute("time"));
        NodeList skips = suite.getElementsByTagName("skipped");
        skipped += skips.getLength();
        for (int i = 0; i < skips.getLength(); i++) {
            Element skip = (Element) skips.item(i);
            String told = skip.getAttribute("message");
            String trace = skip.getTextContent().strip(); // all that a failed assumption leaves
            String reason = told.isEmpty() ? trace.lines().findFirst().orElse("?") : told;
            reasons.merge(reason.replaceFirst("^.*Assumption failed: ", ""), 1, Integer::sum);
        }
    }

    private String lines(String module) {
        StringBuilder lines = new StringBuilder();
        lines.append(
                "%-24s %5d tests in %.0f s, %d skipped%n"
                        .formatted(module, tests, seconds, skipped));
        reasons.forEach(
                (reason, count) -> lines.append("    skipped %d: %s%n".formatted(count, reason)));
        return lines.toString();
    }
}
