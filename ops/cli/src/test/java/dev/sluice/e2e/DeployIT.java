package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.job.Row;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From an empty account of an emulator to a result, and back to nothing. */
final class DeployIT {
    private static final Pattern EXPORT = Pattern.compile("export ([A-Z0-9_]+)='(.*)'");

    /** Emulators have no machine images, and AWS's own names are reserved there, too. */
    private static final String AMI = "/sluice-test/ami";

    private static final Pattern TEMPLATE = Pattern.compile("(TemplateBody=)([^&]*)");

    private static final Map<String, String> NOBODYS =
            Map.of("S3_BUCKET_NAME", "none", "DYNAMODB_TABLE_NAME", "none");

    @TempDir private Path folder;

    private final String name = "d" + UUID.randomUUID().toString().substring(0, 8);

    /** Between deploy and CloudFormation. */
    private @Nullable HttpProxy between;

    @BeforeEach
    void makeUpForTheEmulator() {
        between = new HttpProxy(System.getenv("AWS_ENDPOINT_URL_CLOUDFORMATION"));
        between.rewrite(DeployIT::withoutMetricMath);
        Settings settings = Settings.read(environment(NOBODYS));
        try (SsmClient ssm =
                AwsClients.patient(SsmClient.builder(), settings.aws(), "ssm", new ApiMeter())) {
            ssm.putParameter(
                    put ->
                            put.name(AMI)
                                    .type(ParameterType.STRING)
                                    .value("ami-0123456789abcdef0")
                                    .overwrite(true));
        }
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(between).close();
    }

    /** ministack 1.5.33 refuses alarms of metric maths, and all else with them. */
    private static byte[] withoutMetricMath(byte[] body) {
        Matcher template = TEMPLATE.matcher(new String(body, UTF_8));
        if (!template.find()) {
            return body;
        }
        try {
            JsonNode json = new JsonMapper().readTree(URLDecoder.decode(template.group(2), UTF_8));
            ObjectNode resources = (ObjectNode) json.path("Resources");
            List<String> refused = new ArrayList<>();
            resources
                    .properties()
                    .forEach(
                            each -> {
                                JsonNode resource = each.getValue();
                                if (resource.path("Type").asText().equals("AWS::CloudWatch::Alarm")
                                        && resource.path("Properties").has("Metrics")) {
                                    refused.add(each.getKey());
                                }
                            });
            resources.remove(refused);
            String less = URLEncoder.encode(json.toString(), UTF_8);
            return (template.replaceFirst("$1" + Matcher.quoteReplacement(less))).getBytes(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String deploy(Path file, String... more) {
        try (Program program = start("deploy", file, options(more))) {
            return succeeded(program);
        }
    }

    private static String[] options(String... more) {
        List<String> options =
                new ArrayList<>(List.of("--yes", "--parameter", "DispatcherAmi=" + AMI));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    /** As Ctrl-C does it, which a shell in the background may withhold from its programs. */
    private String stopInTheMiddle(Path file) {
        try (Program program = start("deploy", file, options())) {
            program.await("Stack %s: CloudFormation is at work".formatted(name)).terminate();
            assertThat(program.exitCode()).as(program.output()).isEqualTo(130);
            return program.output();
        }
    }

    @BeforeAll
    static void onlyWhereThereIsCloudFormation() {
        Assumptions.assumeTrue(
                System.getenv("AWS_ENDPOINT_URL_CLOUDFORMATION") != null,
                "AWS_ENDPOINT_URL_CLOUDFORMATION names no CloudFormation");
    }

    @Test
    void aFleetIsDeployedWorksFromItsOutputsAndLeavesNothing() throws Exception {
        Path file = fleet(60);
        Path env = folder.resolve("fleet.env");
        assertThat(stopInTheMiddle(file))
                .contains("Account 000000000000, region us-east-1")
                .contains("Stack %s (everything is new)".formatted(name))
                .contains("a month")
                .contains("Per million")
                .contains("Stopped. AWS goes on");
        deploy(file, "--env-file", env.toString());
        Map<String, String> outputs = read(env);
        work(outputs);

        assertThat(deploy(file)).contains("Stack %s: nothing changes.".formatted(name));
        assertThat(deploy(fleet(61)))
                .contains("Stack %s (by CloudFormation's change set)".formatted(name))
                .contains("scaling policy CpuBacklogFlakes: ");

        assertThat(destroy(file, "--yes"))
                .contains("These stay")
                .contains("bucket %s-pictures".formatted(name));
        assertThat(destroy(file, "--delete-data", "--yes")) // of a stack that is gone
                .contains("These go for good");
        nothingIsLeft();
    }

    /** A dispatcher and a worker, from the stack's outputs alone, complete a picture. */
    private void work(Map<String, String> outputs) {
        Map<String, String> environment = environment(outputs);
        Settings settings = Settings.read(environment);
        try (AwsClients aws = AwsClients.patient(settings.aws(), 8, new ApiMeter());
                Program dispatcher = Program.start(environment, "dispatcher");
                Program worker = Program.worker(environment)) {
            Customer customer = new Customer(aws, settings);
            customer.put(
                    customer.scan("scan-0000001"),
                    Samples.micrographs().getFirst().bytes(),
                    Map.of("material", "graphene", "magnification", "20x"));
            assertThat(customer.awaitSettled("scan-0000001").status())
                    .as("%s%n%s", dispatcher.output(), worker.output())
                    .contains(Row.Status.COMPLETED);
        }
    }

    private void nothingIsLeft() {
        Settings settings = Settings.read(environment(NOBODYS));
        try (AwsClients aws = AwsClients.patient(settings.aws(), 8, new ApiMeter());
                CloudFormationClient cloudformation =
                        AwsClients.patient(
                                CloudFormationClient.builder(),
                                settings.aws(),
                                "cloudformation",
                                new ApiMeter())) {
            assertThat(
                            cloudformation.listStacks().stackSummaries().stream()
                                    .filter(stack -> stack.stackName().startsWith(name)))
                    .isNotEmpty()
                    .allMatch(stack -> stack.stackStatus() == StackStatus.DELETE_COMPLETE);
            assertThat(aws.s3().listBuckets().buckets().stream().map(Bucket::name))
                    .noneMatch(bucket -> bucket.startsWith(name));
            assertThat(aws.dynamodb().listTables().tableNames())
                    .noneMatch(table -> table.startsWith(name));
            assertThat(aws.settling().listQueues(list -> list.queueNamePrefix(name)).queueUrls())
                    .isEmpty();
        }
    }

    private Path fleet(int backlog) throws IOException {
        return Files.writeString(
                folder.resolve("fleet-" + backlog + ".yaml"),
                """
                name: %1$s
                region: us-east-1
                s3BucketName: %1$s-pictures
                dynamoDBTableName: %1$s-rows
                models: %2$s
                dispatcher: {kind: process, instance: t4g.small}
                pools:
                  cpu: {pipelines: [flakes], instances: [c7i.large], scaling: {max: 2, backlog: %3$ds}, ami: %4$s}
                """
                        .formatted(
                                name, Pipes.shipped(Pipes.repository(), "flakes"), backlog, AMI));
    }

    /** The test's own AWS, and a fleet's names. */
    private static Map<String, String> environment(Map<String, String> outputs) {
        Map<String, String> environment = new HashMap<>();
        System.getenv()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith("AWS_")) {
                                environment.put(name, value);
                            }
                        });
        environment.putAll(outputs);
        return environment;
    }

    private Program start(String command, Path file, String... more) {
        List<String> line = new ArrayList<>(List.of(command, "--config", file.toString()));
        line.addAll(List.of(more));
        Map<String, String> environment =
                environment(
                        Map.of(
                                "AWS_ENDPOINT_URL_CLOUDFORMATION",
                                Objects.requireNonNull(between).endpoint()));
        return Program.start(environment, line.toArray(String[]::new));
    }

    private String destroy(Path file, String... more) {
        try (Program program = start("destroy", file, more)) {
            return succeeded(program);
        }
    }

    private static String succeeded(Program program) {
        int code = program.exitCode();
        assertThat(code).as(program.output()).isZero();
        return program.output();
    }

    private static Map<String, String> read(Path env) throws IOException {
        Map<String, String> exported = new HashMap<>();
        for (String line : Files.readAllLines(env)) {
            Matcher matcher = EXPORT.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            exported.put(matcher.group(1), matcher.group(2));
        }
        return exported;
    }
}
