package dev.sluice.ops.deploy.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class FleetTemplateTest {
    private static final String POOL = "pools: {gpu: {instances: [g6.xlarge], scaling: {max: 2}}}";

    @TempDir private Path folder;

    @Test
    void theSameFleetIsTheSameTextByteByByte() {
        assertThat(Written.template("all-keys").fleet().json())
                .isEqualTo(Written.template("all-keys").fleet().json());
    }

    /** Another name is another resource, and CloudFormation would make it beside the first. */
    @Test
    void logicalNamesStayAsTheyAre() throws IOException {
        Path one = Written.HOME.resolve("worker/pipelines/flakes");
        List<String> names =
                Written.with(folder, POOL, "models: " + one, "resultTopic: true")
                        .resources()
                        .keySet()
                        .stream()
                        // one for each state of the code, by design
                        .map(name -> name.replaceFirst("Version[0-9a-f]{8}$", "Version"))
                        .toList();
        try (var expected = getClass().getResourceAsStream("names.txt")) {
            assertThat(names)
                    .isEqualTo(
                            new String(expected.readAllBytes(), StandardCharsets.UTF_8)
                                    .lines()
                                    .toList());
        }
    }

    @Test
    void queuesAndTablesAreThoseOfTheTopology() {
        Deployment deployment =
                Deployment.read(
                        Written.HOME.resolve("ops/deploy/examples/all-keys.yaml"),
                        Written.HOME.resolve("worker/pipelines"));
        Topology topology = deployment.topology();
        Written written = Written.allKeys();
        Map<String, JsonNode> queues = new HashMap<>();
        written.of("AWS::SQS::Queue")
                .values()
                .forEach(queue -> queues.put(queue.path("QueueName").asText(), queue));
        assertThat(queues).hasSize(2 * (1 + topology.jobs().size()));
        queueIs(topology.events(), queues);
        topology.jobs().forEach(queue -> queueIs(queue, queues));
        assertThat(written.properties("RowTable").path("TableName").asText())
                .isEqualTo(topology.tables().get(0).name());
        assertThat(written.properties("RowTable").path("GlobalSecondaryIndexes"))
                .extracting(index -> index.path("IndexName").asText())
                .containsExactly("failed", "recent", "status");
        assertThat(written.properties("FleetTable").path("TableName").asText())
                .isEqualTo(topology.tables().get(1).name());
    }

    private static void queueIs(Topology.Queue queue, Map<String, JsonNode> queues) {
        JsonNode written = queues.get(queue.name());
        assertThat(written.path("VisibilityTimeout").asLong())
                .isEqualTo(queue.visibility().toSeconds());
        assertThat(written.path("MessageRetentionPeriod").asLong())
                .isEqualTo(queue.retention().toSeconds());
        queue.redrive()
                .ifPresent(
                        redrive -> {
                            assertThat(written.at("/RedrivePolicy/maxReceiveCount").asInt())
                                    .isEqualTo(redrive.receives());
                            queueIs(redrive.deadLetters(), queues);
                        });
    }

    /** What a program of the fleet reads is what the fleet's file says. */
    @Test
    void aWorkersEnvironmentIsReadable() {
        Written written = Written.allKeys();
        Map<String, String> environment = new TreeMap<>();
        LimitsTest.userData(written, "GpuLaunchTemplate")
                .lines()
                .filter(line -> line.matches("[A-Z0-9_]+=.*"))
                .forEach(line -> environment.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        environment.computeIfPresent(
                "SLUICE_CONFIG",
                (key, text) ->
                        text.replace(
                                "${ResultTopic}", "arn:aws:sns:eu-west-1:123456789012:results"));
        Settings settings = Settings.read(environment);
        assertThat(settings.bucket()).isEqualTo("acme-every-upload");
        assertThat(settings.resultBucket()).isEqualTo("acme-every-result");
        assertThat(settings.table()).isEqualTo("AcmeImages");
        assertThat(settings.queuePrefix()).isEqualTo("every-key");
        assertThat(settings.pipelines()).containsExactly("flakes", "moderation");
        assertThat(settings.indexes()).hasSize(2);
        assertThat(settings.gpu()).isTrue();
        assertThat(settings.drainTimeout()).hasMinutes(5);
        assertThat(settings.tuning().heedsRebalance()).isFalse();
        assertThat(settings.notices().byPipeline()).containsOnlyKeys("flakes");
    }

    @Test
    void aFleetForPicturesStartsFromZeroAndHasWhatItNeeds() {
        Written flakes = Written.flakes();
        assertThat(flakes.properties("Dispatcher").path("Runtime").asText()).isEqualTo("java25");
        assertThat(flakes.properties("Dispatcher").at("/SnapStart/ApplyOn").asText())
                .isEqualTo("PublishedVersions");
        assertThat(flakes.properties("GpuGroup").path("MinSize").asText()).isEqualTo("0");
        assertThat(flakes.properties("GpuGroup").path("CapacityRebalance").asBoolean()).isTrue();
        assertThat(flakes.properties("GpuGroup").has("DesiredCapacity")).isFalse();
        assertThat(
                        flakes.resources()
                                .get("GpuGroup")
                                .at(
                                        "/UpdatePolicy/AutoScalingScheduledAction/IgnoreUnmodifiedGroupSizeProperties")
                                .asBoolean())
                .isTrue();
        assertThat(flakes.of("AWS::AutoScaling::LifecycleHook")).hasSize(1);
        assertThat(flakes.of("AWS::AutoScaling::ScalingPolicy"))
                .containsKeys("GpuBacklogFlakes", "GpuFromZeroFlakes", "GpuBusy");
        assertThat(flakes.of("AWS::CloudWatch::Dashboard")).hasSize(1);
        assertThat(flakes.of("AWS::SNS::Topic")).hasSize(2);
        assertThat(flakes.of("AWS::EC2::VPCEndpoint")).hasSize(2);
        assertThat(flakes.of("AWS::EC2::NatGateway")).isEmpty();
    }

    /** A handler that is not there fails at the first event, and no linter knows. */
    @Test
    void functionsHandlersAreClassesOfTheDispatcher() {
        for (JsonNode function : Written.flakes().of("AWS::Lambda::Function").values()) {
            String handler = function.path("Handler").asText();
            assertThat(
                            Written.HOME.resolve(
                                    "dispatcher/src/main/java/%s.java"
                                            .formatted(handler.replace('.', '/'))))
                    .exists();
        }
    }

    @Test
    void aVersionIsANewOneIfCodeOrSettingsChange() throws IOException {
        Deployment deployment =
                Deployment.read(
                        Written.HOME.resolve("ops/deploy/examples/flakes.yaml"),
                        Written.HOME.resolve("worker/pipelines"));
        assertThat(version(deployment, "dispatcher/1.zip", "models/1"))
                .isEqualTo(version(deployment, "dispatcher/1.zip", "models/1"))
                .isNotEqualTo(version(deployment, "dispatcher/2.zip", "models/1"))
                .isNotEqualTo(version(deployment, "dispatcher/1.zip", "models/2"));
    }

    private static String version(Deployment deployment, String zip, String models) {
        Assets assets = new Assets(List.of(), zip, models);
        return Written.of(new FleetTemplate(deployment, assets).fleet())
                .of("AWS::Lambda::Version")
                .keySet()
                .stream()
                .filter(name -> name.startsWith("Dispatcher"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void removalsAreToldOnlyWhereAPipelineAsks() {
        assertThat(Written.flakes().properties("UploadBucket").toString())
                .contains("s3:ObjectCreated:*")
                .doesNotContain("s3:ObjectRemoved:*");
    }

    @Test
    void resultsInABucketOfTheirOwnTellNobody() {
        Written all = Written.allKeys();
        assertThat(all.properties("ResultBucket").has("NotificationConfiguration")).isFalse();
        assertThat(all.properties("GpuRoleObjects").toString())
                .contains("${ResultBucket.Arn}/*/saved-result/*")
                .doesNotContain("${UploadBucket.Arn}/*/saved-result/*");
    }

    @Test
    void aWarmPoolWantsAGroupOfOneTypeWithoutMixture() {
        Written all = Written.allKeys();
        assertThat(all.properties("CpuWarmPool").path("MinSize").asInt()).isEqualTo(2);
        assertThat(all.properties("CpuGroup").has("MixedInstancesPolicy")).isFalse();
        assertThat(all.properties("CpuGroup").has("LaunchTemplate")).isTrue();
        assertThat(LimitsTest.userData(all, "CpuLaunchTemplate")).doesNotContain("--gpus");
    }

    /** A tmpfs is memory, and would be full of the first scene's photos. */
    @Test
    void stagesHaveADiskAndSomebodyWhoWaitsForWhatTheirProgramsLeave() throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        for (Path pipeline :
                List.of(
                        Written.HOME.resolve("ops/examples/splats"),
                        Written.HOME.resolve("worker/pipelines/text"))) {
            Path to = Files.createDirectory(models.resolve(pipeline.getFileName()));
            try (var files = Files.list(pipeline)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
        Written written =
                Written.with(
                        folder,
                        "models: models",
                        "pools:",
                        "  texts: {pipelines: [text], instances: [c7i.large]}",
                        "  scenes: {pipelines: [splats-sfm, splats-compress], instances:"
                                + " [c7i.large]}",
                        "  trainers: {pipelines: [splats-train], instances: [g6.xlarge]}");
        assertThat(LimitsTest.userData(written, "TextsLaunchTemplate"))
                .contains("--read-only --tmpfs /tmp:")
                .doesNotContain("--init");
        for (String pool : List.of("Scenes", "Trainers")) {
            assertThat(LimitsTest.userData(written, pool + "LaunchTemplate"))
                    .contains("install -d -m 1777 /var/lib/sluice-scratch\n")
                    .contains("--read-only --init --volume /var/lib/sluice-scratch:/tmp ")
                    .doesNotContain("--tmpfs");
        }
        assertThat(disk(written, "Texts")).isEqualTo(30);
        assertThat(disk(written, "Scenes")).isEqualTo(30 + 38); // twice 20 GB, in GiB
        assertThat(disk(written, "Trainers")).isEqualTo(100 + 19);
    }

    private static int disk(Written written, String pool) {
        return written.properties(pool + "LaunchTemplate")
                .at("/LaunchTemplateData/BlockDeviceMappings/0/Ebs/VolumeSize")
                .asInt();
    }

    @Test
    void spotIsMixedWithABaseOnDemand() {
        JsonNode mixed =
                Written.allKeys()
                        .properties("GpuGroup")
                        .at("/MixedInstancesPolicy/InstancesDistribution");
        assertThat(mixed.path("OnDemandBaseCapacity").asInt()).isEqualTo(1);
        assertThat(mixed.path("OnDemandPercentageAboveBaseCapacity").asInt()).isEqualTo(25);
    }

    @Test
    void instancesInAVpcOfOnesOwnLeaveTheNetworkAlone() {
        Written written =
                Written.with(
                        folder,
                        POOL,
                        "network: {vpc: vpc-0123456789abcdef0, subnets:"
                                + " [subnet-0123456789abcdef0]}");
        assertThat(written.of("AWS::EC2::VPC")).isEmpty();
        assertThat(written.properties("GpuGroup").at("/VPCZoneIdentifier/0").asText())
                .isEqualTo("subnet-0123456789abcdef0");
        assertThat(
                        written.properties("GpuLaunchTemplate")
                                .at(
                                        "/LaunchTemplateData/NetworkInterfaces/0/AssociatePublicIpAddress")
                                .asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void everyPartIsTaggedForTheBill(Written written) {
        String fleet = "{\"Key\":\"sluice:fleet\",\"Value\":\"%s\"}".formatted(written.name());
        written.of("AWS::SQS::Queue")
                .values()
                .forEach(q -> assertThat(q.toString()).contains(fleet));
        written.of("AWS::EC2::LaunchTemplate")
                .values()
                .forEach(template -> assertThat(template.toString()).contains(fleet));
        written.of("AWS::AutoScaling::AutoScalingGroup")
                .values()
                .forEach(
                        group ->
                                assertThat(group.path("Tags"))
                                        .allMatch(
                                                tag -> tag.path("PropagateAtLaunch").asBoolean()));
    }

    @Test
    void theTemplateTellsItsCost() {
        Template fleet = Written.template("flakes").fleet();
        JsonNode cost = Written.of(fleet).json().at("/Metadata/Sluice/Cost");
        double atRest = 0;
        for (JsonNode line : cost.path("AtRest")) {
            atRest += line.path("dollars").asDouble();
        }
        assertThat(atRest).isCloseTo(fleet.bill().monthly(), within(0.01));
        assertThat(fleet.bill().monthly()).isBetween(5d, 60d); // no instance stands
        assertThat(fleet.bill().perMillion()).isGreaterThan(5);
        assertThat(cost.path("PerMillion")).isNotEmpty();
    }

    @Test
    void whatStandsReadyInOfficeHoursIsPaid() {
        String schedules =
                """
                pools:
                  gpu:
                    instances: [g6.xlarge]
                    scaling:
                      max: 2
                      schedules:
                        on: {days: [monday], at: "06:00", min: 1, max: 2}
                        off: {days: [tuesday], at: "06:00", min: 0, max: 2}
                """;
        double without = bill(POOL).monthly();
        // a day of seven, 0.8048 dollars an hour, with a disk of 100 GB and an address
        double day = (730 * 0.8048 + 100 * 0.08 + 3.65) / 7;
        assertThat(bill(schedules).monthly()).isCloseTo(without + day, within(0.01));
    }

    private Bill bill(String pools) {
        try {
            Path file = folder.resolve("bill.yaml");
            Files.writeString(
                    file,
                    "name: fleet\nregion: us-east-1\ns3BucketName: some-bucket\n" + pools + "\n");
            return Written.template(file).fleet().bill();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWebhooksSecretIsReadByNameAndNotWritten() throws IOException {
        Written all = Written.allKeys();
        assertThat(all.properties("WebhookSecret").path("Name").asText())
                .isEqualTo("every-key/webhook");
        String notices = all.properties("GpuRoleNotices").toString();
        assertThat(notices)
                .contains("parameter/aws/reference/secretsmanager/every-key/webhook")
                .contains("secret:every-key/webhook-??????")
                .contains(":acme-results");
        String settings =
                LimitsTest.userData(all, "GpuLaunchTemplate")
                        .lines()
                        .filter(line -> line.startsWith("SLUICE_CONFIG="))
                        .findFirst()
                        .orElseThrow()
                        .substring("SLUICE_CONFIG=".length());
        assertThat(
                        new ObjectMapper()
                                .readTree(settings)
                                .at("/notify/flakes/webhook/secret")
                                .asText())
                .isEqualTo("secretsmanager:every-key/webhook");
    }
}
