package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.pipeline.Pipelines;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code up} as a user runs it: what it keeps, what it leaves behind, how it ends. */
final class UpIT {
    private static final List<String> IMAGES = List.of("one", "two", "three", "four");

    @TempDir private Path folder;

    @Test
    void aHardHaltLosesNothingThatWaitsAndNothingInFlight() throws Exception {
        Path pipelines =
                Pipes.classifier(Pipes.repository(), "kept", "lease: 5s", "limits: {timeout: 60s}");
        Path state = folder.resolve("state");
        Map<String, String> environment;
        try (Program up = up(Map.of(), "--state", state.toString(), "--only", "aws")) {
            environment = new HashMap<>(exported());
            environment.put("MODEL_PATH", pipelines.toString());
            environment.put("SLUICE_CONFIG", oneAtATime().toString());
            provision(environment);
            try (Program dispatcher = Program.start(environment, "dispatcher");
                    HttpProxy s3 = new HttpProxy(environment.get("AWS_ENDPOINT_URL_S3"))) {
                s3.hold(call -> call.operation().equals("GetObject"));
                Map<String, String> held = new HashMap<>(environment);
                held.put("AWS_ENDPOINT_URL_S3", s3.endpoint());
                try (Program worker = Program.worker(held)) {
                    put(environment);
                    s3.awaitHeld();
                    Awaitility.await()
                            .untilAsserted(
                                    () ->
                                            assertThat(depth(environment))
                                                    .containsExactlyInAnyOrder("1", "3"));
                    up.kill();
                    worker.kill();
                    dispatcher.kill();
                }
            }
        }

        Map<String, String> again =
                Map.of(
                        "MODEL_PATH", pipelines.toString(),
                        "SLUICE_CONFIG", oneAtATime().toString());
        try (Program up = up(again, "--state", state.toString())) {
            assertThat(up.output()).contains("Ended DynamoDB Local (process ");
            assertThat(exported())
                    .as("ports are kept")
                    .containsAllEntriesOf(addresses(environment));

            Awaitility.await()
                    .untilAsserted(
                            () ->
                                    assertThat(statuses(environment))
                                            .containsOnlyKeys(
                                                    IMAGES.stream().map("kept#"::concat).toList())
                                            .containsValue("completed")
                                            .doesNotContainValue("pending"));
            assertThat(Set.copyOf(statuses(environment).values())).containsExactly("completed");

            up.terminate();
            assertThat(up.exitCode()).as(up::output).isZero();
            assertThat(folder.resolve("env")).as("removed at exit").doesNotExist();
        }
    }

    @Test
    void submitWaitsAndStatusShowsWhatBecameOfIt() throws Exception {
        Path photo =
                Files.write(folder.resolve("my cat.png"), Samples.photo("chelsea.png").bytes());
        try (Fleet fleet = new Fleet(Pipes.shipped())) {
            fleet.workerHere();
            Customer customer = fleet.customer();
            Map<String, String> environment = fleet.environment(Map.of());

            try (Program submit =
                    Program.start(
                            environment,
                            "submit",
                            photo.toString(),
                            "--customer",
                            customer.id(),
                            "--pipeline",
                            "moderation",
                            "--wait")) {
                assertThat(submit.exitCode()).as(submit.output()).isZero();
                assertThat(submit.output())
                        .containsPattern(
                                "my cat.png → "
                                        + customer.id()
                                        + "/moderate/my-cat-[0-9a-f]{8}\\.png");
            }
            try (Program status =
                    Program.start(environment, "status", "--customer", customer.id())) {
                assertThat(status.exitCode()).isZero();
                assertThat(status.output()).contains("my-cat-", "completed", "Drawing");
            }
            Path text = Files.writeString(folder.resolve("letter.png"), "Dear Sluice");
            try (Program submit =
                    Program.start(
                            environment,
                            "submit",
                            text.toString(),
                            "--customer",
                            customer.id(),
                            "--pipeline",
                            "moderation",
                            "--wait")) {
                assertThat(submit.exitCode()).isEqualTo(1);
                assertThat(submit.output()).contains("not-a-picture");
            }
            try (Program status = Program.start(environment, "status", "--failed")) {
                assertThat(status.exitCode()).isZero();
                assertThat(status.output()).contains("letter", "not-a-picture");
            }
        }
    }

    private Program up(Map<String, String> environment, String... options) throws IOException {
        String[] command = new String[options.length + 3];
        command[0] = "up";
        command[1] = "--env-file";
        command[2] = folder.resolve("env").toString();
        System.arraycopy(options, 0, command, 3, options.length);
        Files.deleteIfExists(folder.resolve("env"));
        return Program.start(environment, command).await("Ready");
    }

    private Map<String, String> exported() throws IOException {
        Awaitility.await().until(() -> Files.exists(folder.resolve("env")));
        Map<String, String> exported = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("env"))) {
            String[] parts = line.replaceFirst("^export ", "").split("=", 2);
            exported.put(parts[0], parts[1].replaceAll("^'|'$", ""));
        }
        return exported;
    }

    private static Map<String, String> addresses(Map<String, String> environment) {
        Map<String, String> addresses = new TreeMap<>(environment);
        addresses.keySet().removeIf(name -> !name.startsWith("AWS_ENDPOINT_URL_"));
        return addresses;
    }

    private Path oneAtATime() throws IOException {
        return Files.writeString(
                folder.resolve("one.yaml"), "worker: {permits: 1, pollers: 1, pollWait: 1s}\n");
    }

    private static AwsClients clients(Map<String, String> environment) {
        return AwsClients.patient(Settings.read(environment).aws(), 8, new ApiMeter());
    }

    private static void provision(Map<String, String> environment) {
        try (AwsClients aws = clients(environment)) {
            new Provisioner(aws.s3(), aws.settling(), aws.dynamodb(), line -> {})
                    .provision(
                            Topology.of(
                                    Settings.read(environment),
                                    Pipelines.read(
                                            Path.of(environment.get("MODEL_PATH")), List.of())));
        }
    }

    private static void put(Map<String, String> environment) {
        byte[] photo = Samples.photo("coffee.png").bytes();
        try (AwsClients aws = clients(environment)) {
            for (String image : IMAGES) {
                aws.s3()
                        .putObject(
                                put -> put.bucket("sluice").key("acme/kept/" + image + ".png"),
                                RequestBody.fromBytes(photo));
            }
        }
    }

    /** Messages waiting and in flight. */
    private static List<String> depth(Map<String, String> environment) {
        try (AwsClients aws = clients(environment)) {
            String url = aws.settling().getQueueUrl(get -> get.queueName("sluice-kept")).queueUrl();
            return List.copyOf(
                    aws.settling()
                            .getQueueAttributes(
                                    get ->
                                            get.queueUrl(url)
                                                    .attributeNames(
                                                            QueueAttributeName
                                                                    .APPROXIMATE_NUMBER_OF_MESSAGES,
                                                            QueueAttributeName
                                                                    .APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                            .attributes()
                            .values());
        }
    }

    private static Map<String, String> statuses(Map<String, String> environment) {
        Map<String, String> statuses = new TreeMap<>();
        try (AwsClients aws = clients(environment)) {
            aws.dynamodb()
                    .query(
                            query ->
                                    query.tableName("CustomerImages")
                                            .keyConditionExpression("customerID = :c")
                                            .expressionAttributeValues(
                                                    Map.of(":c", AttributeValue.fromS("acme"))))
                    .items()
                    .forEach(
                            item ->
                                    statuses.put(
                                            item.get("imageID").s(),
                                            item.get("processingStatus").s()));
        }
        return statuses;
    }
}
