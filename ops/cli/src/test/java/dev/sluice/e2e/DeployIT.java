package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.s3.model.Bucket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From an empty account of an emulator to a result, and back to nothing. */
final class DeployIT {
    private static final Pattern EXPORT = Pattern.compile("export ([A-Z0-9_]+)='(.*)'");

    @TempDir private Path folder;

    private final String name = "d" + UUID.randomUUID().toString().substring(0, 8);

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
        String first = succeed("deploy", file, "--yes", "--env-file", env.toString());
        assertThat(first)
                .contains("Account 000000000000, region us-east-1")
                .contains("Stack %s (everything is new)".formatted(name))
                .contains("a month")
                .contains("Per million");
        Map<String, String> outputs = read(env);
        work(outputs);

        assertThat(succeed("deploy", file, "--yes"))
                .contains("Stack %s: nothing changes.".formatted(name));
        assertThat(succeed("deploy", fleet(61), "--yes"))
                .contains("Stack %s (by CloudFormation's change set)".formatted(name))
                .contains("Changed: ");

        assertThat(succeed("destroy", file, "--yes"))
                .contains("These stay")
                .contains("bucket %s-pictures".formatted(name));
        assertThat(succeed("deploy", file, "--yes")) // what stayed, with the rows in it
                .contains("Taken over");
        work(outputs);
        assertThat(succeed("destroy", file, "--delete-data", "--yes"))
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
        Settings settings =
                Settings.read(
                        environment(Map.of("S3_BUCKET_NAME", "x", "DYNAMODB_TABLE_NAME", "x")));
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

    private Path fleet(int target) throws IOException {
        return Files.writeString(
                folder.resolve("fleet-" + target + ".yaml"),
                """
                name: %1$s
                region: us-east-1
                s3BucketName: %1$s-pictures
                dynamoDBTableName: %1$s-rows
                models: %2$s
                dispatcher: {kind: process, instance: t3.small}
                pools:
                  cpu: {pipelines: [flakes], instances: [c7i.large], max: 2, scaling: {target: %3$ds}}
                """
                        .formatted(name, Pipes.shipped(Pipes.repository(), "flakes"), target));
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

    private static String succeed(String command, Path file, String... more) {
        List<String> line =
                new java.util.ArrayList<>(List.of(command, "--config", file.toString()));
        line.addAll(List.of(more));
        try (Program program = Program.start(environment(Map.of()), line.toArray(String[]::new))) {
            int code = program.exitCode();
            assertThat(code).as(program.output()).isZero();
            return program.output();
        }
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
