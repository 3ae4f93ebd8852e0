package dev.sluice.ops.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.shared.config.InvalidConfiguration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class FleetConfigTest {
    private static final Path HOME = Path.of(System.getProperty("sluice.home"));
    private static final Path SHIPPED = HOME.resolve("worker/pipelines");

    private static final String LEAST =
            """
            name: fleet
            region: us-east-1
            s3BucketName: some-bucket
            """;

    private static final String POOL = "pools: {gpu: {instances: [g6.xlarge]}}\n";

    @TempDir private Path folder;

    private FleetConfig read(String text) {
        return FleetConfig.read(file(text), SHIPPED);
    }

    private Path file(String text) {
        try {
            return Files.writeString(folder.resolve("fleet.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> problems(String text) {
        InvalidConfiguration invalid =
                catchThrowableOfType(InvalidConfiguration.class, () -> read(text));
        assertThat(invalid).as("nothing is wrong with " + text).isNotNull();
        return invalid.problems();
    }

    @Test
    void littleNeedsToBeSaid() {
        FleetConfig config = read(LEAST + POOL);
        assertThat(config.storage().table()).isEqualTo("CustomerImages");
        assertThat(config.storage().fleetTable()).isEqualTo("CustomerImagesFleet");
        assertThat(config.storage().resultBucket()).isEqualTo("some-bucket");
        assertThat(config.storage().tiered()).isFalse();
        assertThat(config.storage().kept())
                .isEqualTo(
                        new Storage.Kept(
                                Duration.ofDays(365), Duration.ofDays(30), Duration.ofDays(7)));
        assertThat(config.dispatcher()).isEqualTo(new Dispatcher.Lambda(1024, 10));
        assertThat(config.network()).isEqualTo(new Network.Own("10.60.0.0/16", 3, false));
        assertThat(config.security().ownKey()).isFalse();
        Pool pool = config.pools().getFirst();
        assertThat(pool.pipelines()).contains("flakes", "moderation");
        assertThat(pool.gpu()).isTrue();
        assertThat(pool.spot()).isEqualTo(Pool.Spot.NONE);
        assertThat(pool.scaling().size().min()).isZero();
        assertThat(pool.machine().disk()).isEqualTo(100);
    }

    @Test
    void theSeedsNamesOfKeysAreHonoured() {
        FleetConfig config =
                read(
                        LEAST
                                + POOL
                                + "dynamoDBTableName: AcmeImages\n"
                                + "enableStorageAutoScaling: true\n");
        assertThat(config.storage().bucket()).isEqualTo("some-bucket");
        assertThat(config.storage().table()).isEqualTo("AcmeImages");
        assertThat(config.storage().tiered()).isTrue();
    }

    @Test
    void aPipelineInStagesMayBeNamedWholeOrByItsStages() {
        String splats =
                LEAST
                        + "models: %s\n".formatted(HOME.resolve("ops/examples/splats"))
                        + "pools: {cpu: {pipelines: [%s], instances: [c7i.large]}}\n";
        List<String> stages = List.of("splats-sfm", "splats-train", "splats-compress");

        assertThat(read(splats.formatted("splats")).pools().getFirst().pipelines())
                .containsExactlyElementsOf(stages);
        assertThat(read(splats.formatted(String.join(", ", stages))).pools().getFirst().pipelines())
                .containsExactlyElementsOf(stages);
        assertThat(problems(splats.formatted("splat")))
                .containsExactly(
                        "fleet.yaml: pools.cpu.pipelines: there is no pipeline \"splat\"; did you"
                                + " mean \"splats\"?");
    }

    @Test
    void aDiskHoldsWhatTheStagesMayPutThere() {
        String splats =
                LEAST
                        + "models: %s\n".formatted(HOME.resolve("ops/examples/splats"))
                        + "pools: {cpu: {instances: [c7i.large]%s}}\n";
        Pool.Machine machine = read(splats.formatted("")).pools().getFirst().machine();
        assertThat(machine.scratch()).isEqualTo(56); // three times 20 GB, in GiB
        assertThat(machine.disk()).isEqualTo(86);
        assertThat(problems(splats.formatted(", disk: 85")))
                .containsExactly(
                        "fleet.yaml: pools.cpu.disk: must be at least 86: limits.disk of the stages"
                                + " that it serves, times limits.jobs, come to 56; make it larger,"
                                + " or lower these");
        assertThat(read(LEAST + POOL).pools().getFirst().machine().scratch()).isZero();
    }

    @Test
    void theExamplesAreRead() {
        Path examples = HOME.resolve("ops/deploy/examples");
        assertThat(FleetConfig.read(examples.resolve("flakes.yaml"), SHIPPED).name())
                .isEqualTo("flakes");
        FleetConfig all = FleetConfig.read(examples.resolve("all-keys.yaml"), SHIPPED);
        assertThat(all.pools()).extracting(Pool::name).containsExactly("gpu", "cpu");
        assertThat(all.pools().get(1).dearest().dollars()).isEqualTo(0.4);
        assertThat(all.dispatcher()).isInstanceOf(Dispatcher.Polling.class);
        assertThat(all.notices().secret()).isTrue();
    }

    @Test
    void allProblemsComeAtOnce() {
        assertThat(
                        problems(
                                """
                                name: Fleet One
                                s3BucketName: Some.Bucket
                                dynamoDBTabelName: AcmeImages
                                pools:
                                  gpu:
                                    instances: [g6.xlage, t4g.small]
                                    pipelines: [flake]
                                    scaling: {min: 3, max: 2}
                                alarms: {emails: [nobody], budget: 10}
                                logs: {days: 31}
                                """))
                .anyMatch(p -> p.startsWith("fleet.yaml: name: ") && p.contains("\"Fleet One\""))
                .contains("fleet.yaml: region: is required")
                .anyMatch(p -> p.startsWith("fleet.yaml: s3BucketName: "))
                .contains(
                        "fleet.yaml: dynamoDBTabelName: is not known; did you mean"
                                + " \"dynamoDBTableName\"?")
                .anyMatch(p -> p.contains("g6.xlage") && p.contains("did you mean \"g6.xlarge\"?"))
                .anyMatch(p -> p.contains("t4g.small has an ARM processor"))
                .anyMatch(p -> p.contains("no pipeline \"flake\"; did you mean \"flakes\"?"))
                .anyMatch(p -> p.contains("scaling.min"))
                .anyMatch(p -> p.contains("\"nobody\" must be an e-mail address"))
                .anyMatch(p -> p.startsWith("fleet.yaml: logs.days: must be one of"));
    }

    @Test
    void aFileThatIsNotThereIsTheOnlyProblem() {
        InvalidConfiguration invalid =
                catchThrowableOfType(
                        InvalidConfiguration.class,
                        () -> FleetConfig.read(folder.resolve("none.yaml"), SHIPPED));
        assertThat(invalid.problems())
                .singleElement()
                .satisfies(p -> assertThat(p).contains("there is no file"));
    }

    @Test
    void everyPipelineHasItsWorkers() {
        assertThat(
                        problems(
                                LEAST
                                        + """
                                        pipelines: [flakes, moderation]
                                        pools: {gpu: {instances: [g6.xlarge], pipelines: [flakes]}}
                                        """))
                .containsExactly(
                        "fleet.yaml: pools: none serves the pipeline \"moderation\"; name it in"
                                + " one");
    }

    @Test
    void aPoolThatNamesNoneServesThoseThatOthersDoNotName() {
        FleetConfig config =
                read(
                        LEAST
                                + """
                                pools:
                                  gpu: {instances: [g6.xlarge], pipelines: [flakes]}
                                  cpu: {instances: [c7i.large]}
                                """);
        assertThat(config.pools().get(0).pipelines()).containsExactly("flakes");
        assertThat(config.pools().get(1).pipelines())
                .contains("moderation")
                .doesNotContain("flakes");
    }

    @Test
    void someOfTheModelsMayBeLeftOut() {
        FleetConfig config = read(LEAST + POOL + "pipelines: [moderation]\n");
        assertThat(config.pools().getFirst().pipelines()).containsExactly("moderation");
        assertThat(problems(LEAST + POOL + "pipelines: [moderatoin]\n"))
                .singleElement()
                .satisfies(
                        problem ->
                                assertThat(problem)
                                        .startsWith("fleet.yaml: pipelines: no pipeline")
                                        .contains("did you mean \"moderation\"?"));
    }

    @Test
    void modelsThatCannotBeReadAreAProblemAmongOthers() {
        assertThat(problems(LEAST + POOL + "models: nowhere\ntag: {a: b}\n"))
                .anyMatch(p -> p.startsWith("fleet.yaml: models: ") && p.contains("nowhere"))
                .contains("fleet.yaml: tag: is not known; did you mean \"tags\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pools: {gpu: {instances: [g6.xlarge, c7i.large]}} | must all have a GPU, or none",
                "pools: {gpu: {instances: [g6.xlarge], spot: true, warmPool: 1}} | needs instances"
                        + " of one type, on demand",
                "pools: {gpu: {instances: [g6.xlarge], disk: 50}} | a whole number from 75",
                "pools: {gpu: {instances: [g6.xlarge], drain: 3h}} | a duration from 20s to 7100s",
                "pools: {gpu: {instances: [p5.48xlarge]}} | give its dollars an hour under prices",
                "pools: {} | is required: at least one pool",
                "pools: {Gpu_1: {instances: [g6.xlarge]}} | must be named by",
                "dispatcher: {kind: process, instance: t4g.tiny} | t4g.tiny",
                "dispatcher: {kind: lamda} | must be one of [lambda, process]",
                "network: {vpc: vpc-0123456789abcdef0} | is required beside vpc",
                "cors: [https://a.example/path] | must be an origin",
                "permissionsBoundary: boundary | must be the ARN",
                "tags: {'aws:x': y} | must not begin with aws:",
                "alarms: {budget: 10} | is required with budget",
                "notify: {flakes: {topic: x}} | must be a topic's ARN",
                "notify: {flaks: {queue: told}} | did you mean \"flakes\"",
                "image: {address: 'x y'} | must be an image's address",
            })
    void whatCannotBeIsSaid(String lines, String said) {
        String pools = lines.startsWith("pools") ? "" : POOL;
        assertThat(problems(LEAST + pools + lines + "\n"))
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains(said));
    }

    @Test
    void aTypeThatTheListLacksMayHaveAPrice() {
        FleetConfig config =
                read(
                        LEAST
                                + "prices: {p5.48xlarge: 55.04}\n"
                                + "pools: {gpu: {instances: [p5.48xlarge]}}\n");
        assertThat(config.pools().getFirst().dearest())
                .isEqualTo(new InstanceType("p5.48xlarge", 0, 55.04));
    }

    @Test
    void aTypesNameTellsWhatItIs() {
        assertThat(new InstanceType("g5g.xlarge", 4, 1).arm()).isTrue();
        assertThat(new InstanceType("g6f.xlarge", 4, 1).arm()).isFalse();
        assertThat(new InstanceType("g6f.xlarge", 4, 1).gpu()).isTrue();
        assertThat(new InstanceType("c7gn.large", 2, 1).arm()).isTrue();
        assertThat(new InstanceType("c7i.large", 2, 1).gpu()).isFalse();
    }
}
