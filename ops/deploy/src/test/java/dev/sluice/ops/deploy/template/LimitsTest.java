package dev.sluice.ops.deploy.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.deploy.cloudformation.Stack;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What AWS refuses, above all what the linters let pass. */
class LimitsTest {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^!}][^}]*)}");
    private static final int USER_DATA = 16_384;

    /** Of all policies of a role together, without white space. */
    private static final int ROLE_POLICIES = 10_240;

    private static final int MANAGED_POLICY = 6_144;
    private static final int ENVIRONMENT = 4_096;

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#examples")
    void aTemplateFitsIntoS3AndHasNoMoreResourcesThanAllowed(Written written) {
        assertThat(written.json().toPrettyString().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(Template.MOST);
        assertThat(written.resources()).hasSizeBetween(3, Stack.MOST_RESOURCES);
        assertThat(written.json().path("Description").asText()).hasSizeLessThan(1024);
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#examples")
    void whatIsReferredToIsThere(Written written) {
        Set<String> known = new HashSet<>(written.resources().keySet());
        written.json().path("Parameters").fieldNames().forEachRemaining(known::add);
        List<String> names = new ArrayList<>();
        Written.walk(
                written.json(),
                (key, value) -> {
                    switch (key) {
                        case "Ref" -> names.add(value.asText());
                        case "Fn::GetAtt" -> names.add(value.path(0).asText());
                        case "Fn::Sub" ->
                                REFERENCE
                                        .matcher(value.asText())
                                        .results()
                                        .map(match -> match.group(1).replaceFirst("\\..*", ""))
                                        .forEach(names::add);
                        case "DependsOn" -> value.forEach(each -> names.add(each.asText()));
                        default -> {}
                    }
                });
        assertThat(names).isNotEmpty();
        assertThat(names.stream().filter(name -> !name.startsWith("AWS::"))).isSubsetOf(known);
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#examples")
    void namesAreLettersAndDigits(Written written) {
        assertThat(written.resources().keySet()).allMatch(id -> id.matches("[A-Za-z0-9]{1,255}"));
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void aMetricOfTargetTrackingHasAPeriodOf10Or30Or60Seconds(Written written) {
        List<Integer> periods = new ArrayList<>();
        written.of("AWS::AutoScaling::ScalingPolicy")
                .values()
                .forEach(
                        policy ->
                                Written.walk(
                                        policy,
                                        (key, value) -> {
                                            if (key.equals("Period")) {
                                                periods.add(value.asInt());
                                            }
                                        }));
        assertThat(periods).isNotEmpty().allMatch(List.of(10, 30, 60)::contains);
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void ofSeveralMetricsExactlyOneReturnsData(Written written) {
        List<JsonNode> queries = new ArrayList<>();
        written.resources()
                .values()
                .forEach(
                        resource ->
                                Written.walk(
                                        resource.path("Properties"),
                                        (key, value) -> {
                                            // those of a group are names
                                            if (key.equals("Metrics") && value.path(0).isObject()) {
                                                queries.add(value);
                                            }
                                        }));
        assertThat(queries).hasSizeGreaterThan(5);
        for (JsonNode metrics : queries) {
            int returned = 0;
            Set<String> ids = new HashSet<>();
            for (JsonNode metric : metrics) {
                returned += metric.path("ReturnData").asBoolean() ? 1 : 0;
                assertThat(metric.path("Id").asText()).matches("[a-z][a-zA-Z0-9_]*");
                assertThat(ids.add(metric.path("Id").asText())).isTrue();
            }
            assertThat(returned).as(metrics.toString()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void metricMathDividesByNothingThatMayBeZero(Written written) {
        Written.walk(
                written.json(),
                (key, value) -> {
                    if (key.equals("Expression") && value.asText().contains("/")) {
                        assertThat(value.asText()).startsWith("IF(");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void aHookWaits30SecondsToTwoHoursAndLongerThanTheDrain(Written written) {
        Map<String, JsonNode> hooks = written.of("AWS::AutoScaling::LifecycleHook");
        assertThat(hooks).isNotEmpty();
        hooks.forEach(
                (id, hook) -> {
                    assertThat(hook.path("HeartbeatTimeout").asInt()).isBetween(30, 7200);
                    assertThat(hook.path("DefaultResult").asText()).isEqualTo("CONTINUE");
                    String data = userData(written, id.replace("DrainHook", "LaunchTemplate"));
                    int drain = number(data, "SLUICE_DRAIN_TIMEOUT=(\\d+)s");
                    // the worker takes ten seconds less than the hook leaves
                    assertThat(hook.path("HeartbeatTimeout").asInt()).isGreaterThan(drain + 10);
                    assertThat(number(data, "--stop-timeout (\\d+)")).isGreaterThan(drain);
                    assertThat(number(data, "TimeoutStopSec=(\\d+)"))
                            .isGreaterThan(number(data, "--stop-timeout (\\d+)"));
                });
    }

    private static int number(String text, String pattern) {
        var match = Pattern.compile(pattern).matcher(text);
        assertThat(match.find()).as(pattern).isTrue();
        return Integer.parseInt(match.group(1));
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void userDataIsShortEnough(Written written) {
        Map<String, JsonNode> templates = written.of("AWS::EC2::LaunchTemplate");
        assertThat(templates).isNotEmpty();
        templates
                .keySet()
                .forEach(
                        id ->
                                assertThat(userData(written, id).getBytes(StandardCharsets.UTF_8))
                                        .hasSizeLessThan(USER_DATA * 3 / 4)); // of Base64
    }

    static String userData(Written written, String id) {
        String text =
                written.properties(id)
                        .at("/LaunchTemplateData/UserData/Fn::Base64/Fn::Sub")
                        .asText();
        assertThat(text).startsWith("#!/bin/bash\n");
        return text;
    }

    @Test
    void aQueuesMessagesStayHiddenLongerThanItsFunctionMayRun() {
        Written flakes = Written.flakes();
        Map<String, JsonNode> mappings = flakes.of("AWS::Lambda::EventSourceMapping");
        assertThat(mappings).hasSize(flakes.of("AWS::SQS::Queue").size() / 2);
        for (JsonNode mapping : mappings.values()) {
            String queue = mapping.at("/EventSourceArn/Fn::GetAtt/0").asText();
            String alias = mapping.at("/FunctionName/Ref").asText();
            String function = flakes.properties(alias).at("/FunctionName/Ref").asText();
            assertThat(flakes.properties(queue).path("VisibilityTimeout").asInt())
                    .isGreaterThan(flakes.properties(function).path("Timeout").asInt());
            assertThat(mapping.at("/ScalingConfig/MaximumConcurrency").asInt()).isBetween(2, 1000);
            assertThat(mapping.has("ProvisionedPollerConfig")).isFalse();
            assertThat(Written.texts(mapping.path("FunctionResponseTypes")))
                    .containsExactly("ReportBatchItemFailures");
        }
    }

    @Test
    void functionsHaveNoReservedVariablesAndNotTooMany() {
        for (JsonNode function : Written.flakes().of("AWS::Lambda::Function").values()) {
            JsonNode variables = function.at("/Environment/Variables");
            List<String> names = new ArrayList<>();
            variables.fieldNames().forEachRemaining(names::add);
            assertThat(names).contains("S3_BUCKET_NAME", "MODEL_PATH");
            assertThat(names).noneMatch(name -> name.startsWith("AWS_"));
            assertThat(variables.toString()).hasSizeLessThan(ENVIRONMENT);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void policiesAreNotTooLong(Written written) {
        Map<String, Integer> byRole = new HashMap<>();
        written.of("AWS::IAM::Policy")
                .values()
                .forEach(
                        policy ->
                                byRole.merge(
                                        policy.at("/Roles/0/Ref").asText(),
                                        policy.path("PolicyDocument").toString().length(),
                                        Integer::sum));
        assertThat(byRole).isNotEmpty();
        assertThat(byRole.values()).allMatch(length -> length < ROLE_POLICIES);
        assertThat(written.properties("CustomerPolicy").path("PolicyDocument").toString())
                .hasSizeLessThan(MANAGED_POLICY);
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#examples")
    void aPolicysStatementsHaveNamesOfTheirOwn(Written written) {
        Written.walk(
                written.json(),
                (key, value) -> {
                    if (key.equals("Statement")) {
                        List<String> sids = new ArrayList<>();
                        value.forEach(statement -> sids.add(statement.path("Sid").asText()));
                        assertThat(sids).doesNotHaveDuplicates().allMatch(s -> s.matches("\\w+"));
                    }
                });
    }

    /** S3 takes one prefix and one suffix; ours has none of either, for customers come first. */
    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void aNotificationHasOneEventEachAndNoTwoRulesOfAKind(Written written) {
        JsonNode all =
                written.properties("UploadBucket")
                        .at("/NotificationConfiguration/QueueConfigurations");
        assertThat(all).isNotEmpty();
        for (JsonNode one : all) {
            assertThat(one.path("Event").asText()).matches("s3:Object(Created|Removed):\\*");
            List<String> kinds = new ArrayList<>();
            one.at("/Filter/S3Key/Rules").forEach(rule -> kinds.add(rule.path("Name").asText()));
            assertThat(kinds).doesNotHaveDuplicates();
        }
    }

    /** A name of 24 characters and a pool of 12. */
    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#examples")
    void namesStayWithinTheirServicesLimits(Written written) {
        int spare = 24 - written.name().replace("-assets", "").length();
        written.of("AWS::S3::Bucket")
                .values()
                .forEach(
                        bucket ->
                                assertThat(
                                                bucket
                                                        .path("BucketName")
                                                        .findValuesAsText("Fn::Sub")
                                                        .stream()
                                                        .map(
                                                                name ->
                                                                        name.replace(
                                                                                        "${AWS::AccountId}",
                                                                                        "123456789012")
                                                                                .replace(
                                                                                        "${AWS::Region}",
                                                                                        "ap-southeast-1")))
                                        .allMatch(name -> name.length() + spare <= 63));
        written.of("AWS::SQS::Queue")
                .values()
                .forEach(
                        queue ->
                                assertThat(queue.path("QueueName").asText().length() + spare)
                                        .isLessThanOrEqualTo(80));
        written.of("AWS::Lambda::Function")
                .values()
                .forEach(
                        function ->
                                assertThat(function.path("FunctionName").asText().length() + spare)
                                        .isLessThanOrEqualTo(64));
    }
}
