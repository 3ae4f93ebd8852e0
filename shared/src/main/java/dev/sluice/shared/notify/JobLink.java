package dev.sluice.shared.notify;

import com.fasterxml.jackson.databind.JsonNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where people see a job: a URL in which names of a notification's members stand for their values.
 */
record JobLink(String template) {
    private static final Set<String> MEMBERS =
            Set.of("customerID", "imageID", "rowID", "pipeline", "key");

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    /** What it must be like. */
    static final String FORM =
            "must be an http or https URL, which may have {customerID}, {imageID}, {rowID},"
                    + " {pipeline} and {key} in it, such as"
                    + " https://sluice.example.com/job?customer={customerID}&item={rowID}";

    /** Empty unless it is of this form. */
    static Optional<JobLink> parse(String text) {
        Matcher variables = VARIABLE.matcher(text);
        boolean known = variables.results().map(each -> each.group(1)).allMatch(MEMBERS::contains);
        try {
            URI example = new URI(variables.replaceAll("x"));
            boolean web = "https".equals(example.getScheme()) || "http".equals(example.getScheme());
            return known && web && example.getHost() != null
                    ? Optional.of(new JobLink(text))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Of one notification; values are encoded as in a query, which a path takes as well. */
    String of(JsonNode notification) {
        return VARIABLE.matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(encoded(value(notification, found))));
    }

    private static String value(JsonNode notification, MatchResult variable) {
        return notification.path(variable.group(1)).asText();
    }

    /** A plus sign is a space in a query only. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
