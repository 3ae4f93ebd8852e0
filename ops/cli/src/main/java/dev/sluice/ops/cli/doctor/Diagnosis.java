package dev.sluice.ops.cli.doctor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Style;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.cli.shell.Table.Cell;
import dev.sluice.ops.cli.shell.Table.Column;
import dev.sluice.ops.doctor.Finding;
import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Missing;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.shared.program.ExitCode;

import java.util.ArrayList;
import java.util.List;

/** Findings for a reader, what is wrong last and each with its remedy. */
record Diagnosis(List<Finding> findings) {
    private static final JsonMapper JSON = new JsonMapper();

    Diagnosis {
        findings = List.copyOf(findings);
    }

    int exitCode() {
        if (findings.stream().anyMatch(Missing.class::isInstance)) {
            return ExitCode.ENVIRONMENT;
        }
        return findings.stream().anyMatch(Fault.class::isInstance)
                ? ExitCode.FAILED
                : ExitCode.DONE;
    }

    List<String> lines(boolean colour) {
        Table table = new Table(Column.text(""), Column.text("What"), Column.text("How it is"));
        findings.stream()
                .filter(each -> remedy(each).isEmpty())
                .forEach(each -> table.row(word(each), each.about(), each.says()));
        List<String> lines = new ArrayList<>(table.isEmpty() ? List.of() : table.lines(colour));
        for (Finding each : findings) {
            if (!remedy(each).isEmpty()) {
                Table one = new Table(Column.text(""), Column.text(""));
                one.row(
                        word(each),
                        new Cell("%s: %s.".formatted(each.about(), each.says()), Style.PLAIN));
                one.row("", new Cell("→ " + remedy(each), Style.PLAIN));
                lines.add("");
                lines.addAll(one.lines(colour).subList(1, 3));
            }
        }
        lines.add("");
        lines.add(summary());
        return lines;
    }

    private String summary() {
        long wrong = findings.stream().filter(each -> !remedy(each).isEmpty()).count();
        long good = findings.stream().filter(Good.class::isInstance).count();
        return "%s; %d good, %d not checked."
                .formatted(
                        wrong == 0 ? "Nothing is wrong" : wrong + " to mend",
                        good,
                        findings.size() - wrong - good);
    }

    /** {@code {"wrong": 1, "findings": [{"about", "result", "says", "remedy"}]}}. */
    String json() {
        ObjectNode document = JSON.createObjectNode();
        document.put("wrong", findings.stream().filter(each -> !remedy(each).isEmpty()).count());
        ArrayNode all = document.putArray("findings");
        for (Finding each : findings) {
            ObjectNode finding =
                    all.addObject()
                            .put("about", each.about())
                            .put("result", word(each).text())
                            .put("says", each.says());
            if (!remedy(each).isEmpty()) {
                finding.put("remedy", remedy(each));
            }
        }
        return document.toPrettyString();
    }

    private static Cell word(Finding finding) {
        return switch (finding) {
            case Good _ -> new Cell("good", Style.GOOD);
            case Unchecked _ -> new Cell("not checked", Style.FAINT);
            case Fault _ -> new Cell("wrong", Style.BAD);
            case Missing _ -> new Cell("missing", Style.BAD);
        };
    }

    private static String remedy(Finding finding) {
        return switch (finding) {
            case Fault fault -> fault.remedy();
            case Missing missing -> missing.remedy();
            case Good _, Unchecked _ -> "";
        };
    }
}
