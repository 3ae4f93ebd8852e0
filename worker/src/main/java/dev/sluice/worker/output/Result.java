package dev.sluice.worker.output;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a task found, before it is written.
 *
 * @param headline the finding in a line, for rows, dashboards and the command line: {@code Neutral
 *     94.5 %}
 * @param document the members of the result document that follow its head; values that Jackson
 *     writes as JSON (maps, lists, strings, numbers)
 * @param summary the row's {@code metadata}; small, for the row stays under 1 KB: strings,
 *     integers, doubles and maps of these
 * @param attributes further string attributes of the row; those that the pipeline's {@code
 *     output.attributes} does not name are left out
 * @param artifacts what is written beside the document, in this order; those that the pipeline's
 *     {@code output.artifacts} does not name are left out
 */
public record Result(
        String headline,
        Map<String, Object> document,
        Map<String, Object> summary,
        Map<String, String> attributes,
        List<Artifact> artifacts) {
    public Result {
        artifacts = List.copyOf(artifacts);
    }

    /** Without attributes and artifacts. */
    public Result(String headline, Map<String, Object> document, Map<String, Object> summary) {
        this(headline, document, summary, Map.of(), List.of());
    }

    /** What the summary says, without how sure it is of it: without numbers with decimals. */
    public Map<Object, Object> said() {
        return said(summary);
    }

    private static Map<Object, Object> said(Map<?, ?> summary) {
        Map<Object, Object> said = new HashMap<>();
        summary.forEach(
                (name, value) -> {
                    if (value instanceof Map<?, ?> inner) {
                        said.put(name, said(inner));
                    } else if (!(value instanceof Double)) {
                        said.put(name, value);
                    }
                });
        return said;
    }
}
