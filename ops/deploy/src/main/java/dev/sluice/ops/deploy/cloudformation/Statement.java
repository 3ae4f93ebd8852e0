package dev.sluice.ops.deploy.cloudformation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A statement of an IAM policy.
 *
 * @param sid letters and digits: what for
 * @param fields beside it, in order
 */
public record Statement(String sid, Map<String, Object> fields) {
    /**
     * @param actions such as {@code sqs:SendMessage}
     * @param resources ARNs
     */
    public static Statement allow(String sid, List<String> actions, List<?> resources) {
        return new Statement(
                sid, Body.of("Effect", "Allow", "Action", actions, "Resource", resources));
    }

    /** On everything, for these actions know no resources; or under a condition. */
    public static Statement allowAnywhere(String sid, String... actions) {
        return new Statement(
                sid, Body.of("Effect", "Allow", "Action", List.of(actions), "Resource", "*"));
    }

    /** A service of AWS's may, for this account alone. */
    public static Statement allowService(
            String sid, String service, List<String> actions, Object resource) {
        return new Statement(
                        sid,
                        Body.of(
                                "Effect",
                                "Allow",
                                "Principal",
                                Body.of("Service", service),
                                "Action",
                                actions,
                                "Resource",
                                resource))
                .when("StringEquals", "aws:SourceAccount", Fn.ACCOUNT);
    }

    /** Nobody may without TLS. */
    public static Statement onlyByTls(String actions, List<?> resources) {
        return new Statement(
                        "OnlyByTls",
                        Body.of(
                                "Effect",
                                "Deny",
                                "Principal",
                                "*",
                                "Action",
                                actions,
                                "Resource",
                                resources))
                .when("Bool", "aws:SecureTransport", "false");
    }

    /** Only under a condition, and under those there are. */
    public Statement when(String operator, String key, Object value) {
        @SuppressWarnings("unchecked")
        Map<String, Object> conditions =
                (Map<String, Object>) fields.getOrDefault("Condition", Map.of());
        Map<String, Object> more = new LinkedHashMap<>(conditions);
        more.put(operator, Body.of(key, value));
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put("Condition", more);
        return new Statement(sid, all);
    }

    /** A policy of these. */
    public static Map<String, Object> policy(List<Statement> statements) {
        return Body.of(
                "Version",
                "2012-10-17",
                "Statement",
                statements.stream().map(Statement::body).toList());
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Sid", sid);
        body.putAll(fields);
        return body;
    }

    /** Those first, then these. */
    public static List<Statement> together(List<Statement> first, List<Statement> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }
}
