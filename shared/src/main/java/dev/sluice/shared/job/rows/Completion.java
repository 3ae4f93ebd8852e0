package dev.sluice.shared.job.rows;

import dev.sluice.shared.job.ResultPlace;

import java.util.Map;

/**
 * What a completed row tells beyond the job.
 *
 * @param result where the result document lies
 * @param headline what was found, for people; made one line of at most {@value #LONGEST} characters
 * @param summary the row's {@code metadata}: strings, numbers and maps of these
 * @param attributes further attributes of the row, by name; only such as the pipeline declares
 */
public record Completion(
        ResultPlace result,
        String headline,
        Map<String, Object> summary,
        Map<String, String> attributes) {
    /** Characters of a headline: a row must stay under 1 KB. */
    public static final int LONGEST = 100;

    public Completion {
        headline = cut(headline.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
        summary = Map.copyOf(summary);
        attributes = Map.copyOf(attributes);
    }

    private static String cut(String line) {
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
