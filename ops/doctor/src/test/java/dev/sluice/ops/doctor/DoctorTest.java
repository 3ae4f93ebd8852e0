package dev.sluice.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.doctor.Doctor.Roles;
import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Missing;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.ops.local.LocalAws;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** On the emulators, with each fault made for real. */
class DoctorTest {
    /** Of the text "weights", by sha256sum. */
    private static final String WEIGHTS =
            "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c";

    private static LocalAws aws;

    @TempDir private Path repository;

    @BeforeAll
    static void start() {
        aws = LocalAws.start(LocalAws.Options.defaults());
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @BeforeEach
    void writePipeline() throws IOException {
        Path folder = Files.createDirectories(repository.resolve("shapes"));
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: shapes
                match: "{customerID}/shapes/{imageID}.png"
                row: "{imageID}"
                task: classify
                model: {file: model.onnx, version: "1"}
                output: {name: "{customerID}/shapes-result/{imageID}"}
                """);
        Files.writeString(folder.resolve("model.onnx"), "weights");
    }

    @Test
    void aProvisionedFleetIsGoodAndWhatEmulatorsCannotTellIsNotChecked() {
        Settings settings = settings("whole", Map.of());
        provision(settings);

        List<Finding> findings = examine(settings);

        assertThat(findings).allMatch(each -> each instanceof Good || each instanceof Unchecked);
        assertThat(findings)
                .filteredOn(Good.class::isInstance)
                .extracting(Finding::about)
                .contains(
                        "clock",
                        "bucket whole",
                        "queues",
                        "table whole",
                        "table wholeFleet",
                        "orphans");
        assertThat(findings)
                .filteredOn(Unchecked.class::isInstance)
                .extracting(Finding::about)
                .contains(
                        "credentials",
                        "notification of bucket whole", // S3Proxy has none
                        "models",
                        "permissions of worker",
                        "permissions of dispatcher",
                        "GPU",
                        "quotas",
                        "stacks");
    }

    @Test
    void whatWasNeverProvisionedIsNamedAllAtOnceWithTheRemedy() {
        List<Finding> findings =
                examine(settings("nothing", Map.of("RESULT_BUCKET_NAME", "nothing-results")));

        assertThat(faults(findings))
                .extracting(Fault::about)
                .containsExactlyInAnyOrder(
                        "bucket nothing",
                        "bucket nothing-results",
                        "queues",
                        "table nothing",
                        "table nothingFleet");
        assertThat(faults(findings)).allMatch(each -> !each.remedy().isBlank());
        assertThat(faults(findings))
                .extracting(Fault::says)
                .contains(
                        "do not exist: nothing-events, nothing-events-dlq, nothing-shapes,"
                                + " nothing-shapes-dlq");
    }

    @Test
    void queuesWithOtherTimesAndNoDeadLettersAreNamed() {
        Settings settings = settings("times", Map.of());
        provision(settings);
        try (AwsClients clients = clients(settings)) {
            String url =
                    clients.settling().getQueueUrl(get -> get.queueName("times-shapes")).queueUrl();
            clients.settling()
                    .setQueueAttributes(
                            set ->
                                    set.queueUrl(url)
                                            .attributes(
                                                    Map.of(
                                                            QueueAttributeName.VISIBILITY_TIMEOUT,
                                                            "7")));
            String events =
                    clients.settling().getQueueUrl(get -> get.queueName("times-events")).queueUrl();
            clients.settling().deleteQueue(delete -> delete.queueUrl(events));
            clients.settling().createQueue(create -> create.queueName("times-events"));
        }

        assertThat(faults(examine(settings)))
                .anySatisfy(
                        fault -> {
                            assertThat(fault.about()).isEqualTo("queue times-shapes");
                            assertThat(fault.says())
                                    .contains("visibility time-out is 7 s, not 60 s");
                        })
                .anySatisfy(
                        fault -> {
                            assertThat(fault.about()).isEqualTo("queue times-events");
                            assertThat(fault.says())
                                    .contains("dead letters do not go to times-events-dlq");
                        });
    }

    @Test
    void aTableWithOtherKeysAndOneWithoutIndexAndExpiryAreNamed() {
        Settings settings = settings("keys", Map.of());
        try (AwsClients clients = clients(settings)) {
            table(clients, "keys", "customerID", "imageID");
            table(clients, "keysFleet", "fleet", "thing");
        }

        assertThat(faults(examine(settings)))
                .extracting(fault -> fault.about() + ": " + fault.says())
                .contains(
                        "index failed of table keys: does not exist",
                        "expiry of table keys: is off, so rows stay for ever",
                        "table keysFleet: has the keys [fleet S, thing S], not [fleet S, item S]");
    }

    @Test
    void aModelThatIsNotWhatItsSumSaysIsNamed() throws IOException {
        Settings settings = settings("damaged", Map.of());
        provision(settings);
        Files.writeString(
                repository.resolve("shapes/model.sha256"), "0".repeat(64) + "  model.onnx\n");

        assertThat(faults(examine(settings)))
                .singleElement()
                .satisfies(
                        fault -> {
                            assertThat(fault.about()).isEqualTo("models");
                            assertThat(fault.says()).contains("shapes/model.sha256", "SHA-256");
                        });

        Files.writeString(repository.resolve("shapes/model.sha256"), WEIGHTS + "  model.onnx\n");
        assertThat(examine(settings))
                .contains(new Good("models", "are what their sums say: shapes"));
    }

    @Test
    void aClockThatIsFiveMinutesAheadOrBehindIsWrong() {
        Settings settings = settings("clock", Map.of());

        for (Duration off : List.of(Duration.ofMinutes(5), Duration.ofMinutes(-5))) {
            InstantSource wrong = () -> InstantSource.system().instant().plus(off);
            assertThat(faults(new Doctor(settings, Roles.CALLERS, wrong).examine()))
                    .filteredOn(fault -> fault.about().equals("clock"))
                    .singleElement()
                    .satisfies(
                            fault ->
                                    assertThat(fault.says())
                                            .contains(
                                                    off.isNegative() ? "s behind" : "s ahead of"));
        }
    }

    @Test
    void whatAGonePipelineAndAHalfDeletedFleetLeftIsNamedAndOtherFleetsAreLeftAlone() {
        Settings settings = settings("left", Map.of());
        provision(settings);
        provision(settings("left-staging", Map.of()));
        try (AwsClients clients = clients(settings)) {
            for (String name : List.of("left-gone", "left-gone-dlq", "leftover")) {
                clients.settling().createQueue(create -> create.queueName(name));
            }
            table(clients, "leftOldFleet", "fleet", "item");
        }

        assertThat(faults(examine(settings)))
                .extracting(Fault::about)
                .containsExactlyInAnyOrder(
                        "queue left-gone", "queue left-gone-dlq", "table leftOldFleet");
    }

    @Test
    void anEndpointThatDoesNotAnswerIsMissingAndTheOthersAreLookedAtAllTheSame() {
        Settings settings =
                settings("silent", Map.of("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1"));

        List<Finding> findings = examine(settings);

        assertThat(findings)
                .filteredOn(Missing.class::isInstance)
                .extracting(Finding::about)
                .contains("queues");
        assertThat(faults(findings)).extracting(Fault::about).contains("bucket silent");
    }

    @Test
    void pipelinesThatCannotBeReadAreNamedAndTheRestIsLookedAt() throws IOException {
        Files.writeString(repository.resolve("shapes/pipeline.yaml"), "name: shapes\nmatch: 7\n");

        List<Finding> findings = examine(settings("unread", Map.of()));

        assertThat(faults(findings))
                .extracting(Fault::about)
                .contains("pipelines", "bucket unread");
        assertThat(findings).extracting(Finding::about).contains("clock", "credentials");
    }

    @Test
    void aGpuThatIsWantedAndNotThereIsMissingWithTheLibrarysName() {
        List<Finding> findings = examine(settings("gpu", Map.of("ENABLE_GPU", "true")));

        assertThat(findings)
                .filteredOn(each -> each.about().equals("GPU libraries"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Missing.class,
                        missing ->
                                assertThat(missing.says())
                                        .contains("libonnxruntime_providers_cuda.so"));
    }

    private List<Finding> examine(Settings settings) {
        return new Doctor(settings, Roles.CALLERS, InstantSource.system()).examine();
    }

    private static List<Fault> faults(List<Finding> findings) {
        return findings.stream().filter(Fault.class::isInstance).map(Fault.class::cast).toList();
    }

    private Settings settings(String name, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("S3_BUCKET_NAME", name);
        environment.put("DYNAMODB_TABLE_NAME", name);
        environment.put("SLUICE_QUEUE_PREFIX", name);
        environment.put("MODEL_PATH", repository.toString());
        environment.putAll(more);
        return Settings.read(environment);
    }

    private void provision(Settings settings) {
        try (AwsClients clients = clients(settings)) {
            new Provisioner(clients.s3(), clients.settling(), clients.dynamodb(), _ -> {})
                    .provision(Topology.of(settings, Pipelines.read(repository, List.of())));
        }
    }

    private static AwsClients clients(Settings settings) {
        return AwsClients.patient(settings.aws(), 4, new ApiMeter());
    }

    private static void table(AwsClients clients, String name, String partition, String sort) {
        clients.dynamodb()
                .createTable(
                        create ->
                                create.tableName(name)
                                        .billingMode(BillingMode.PAY_PER_REQUEST)
                                        .keySchema(
                                                key(partition, KeyType.HASH),
                                                key(sort, KeyType.RANGE))
                                        .attributeDefinitions(text(partition), text(sort)));
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }
}
