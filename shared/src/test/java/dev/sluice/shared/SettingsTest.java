package dev.sluice.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.shared.Settings.Log.Format;
import dev.sluice.shared.Settings.Log.Level;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.regions.Region;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class SettingsTest {
    private static final Map<String, String> LEAST =
            Map.of(
                    "S3_BUCKET_NAME", "uploads",
                    "DYNAMODB_TABLE_NAME", "CustomerImages",
                    "AWS_REGION", "eu-west-1");

    @TempDir Path folder;

    private static Settings read(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.putAll(more);
        return Settings.read(environment);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put(name, value);
        return environment;
    }

    private static List<String> problems(Map<String, String> environment) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> Settings.read(environment))
                .problems();
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("sluice.yaml"), yaml).toString();
    }

    /** A stop waits for the poll under way, and RULES 23 lets nobody cut it short. */
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9324, 1",
        "http://localhost:9324, 1",
        "http://[::1]:9324, 1",
        "http://elasticmq:9324, 20",
        "https://sqs.eu-west-1.amazonaws.com, 20"
    })
    void rule23_pollsAreShortWhereSqsIsOnThisMachine(String endpoint, int seconds) {
        assertThat(read(Map.of("AWS_ENDPOINT_URL_SQS", endpoint)).tuning().pollWait())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void whatIsNotSetHasADefault() {
        Settings settings = read(Map.of());

        assertThat(settings.bucket()).isEqualTo("uploads");
        assertThat(settings.table()).isEqualTo("CustomerImages");
        assertThat(settings.resultBucket()).isEqualTo("uploads");
        assertThat(settings.modelPath())
                .isEqualTo(
                        Path.of(System.getProperty("sluice.home", "."), "worker", "pipelines")
                                .toString());
        assertThat(settings.gpu()).isFalse();
        assertThat(settings.queuePrefix()).isEqualTo("sluice");
        assertThat(settings.pipelines()).isEmpty();
        assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(25));
        assertThat(settings.log()).isEqualTo(new Settings.Log(Format.TEXT, Level.INFO));
        assertThat(settings.aws().region()).isEqualTo(Region.EU_WEST_1);
        assertThat(settings.aws().endpoints())
                .containsOnly(Map.entry("imds", URI.create("http://169.254.169.254")));
        assertThat(settings.tuning())
                .isEqualTo(
                        new Tuning(
                                Optional.empty(),
                                2,
                                Optional.empty(),
                                Runtime.getRuntime().maxMemory() / 2,
                                Runtime.getRuntime().availableProcessors(),
                                Duration.ofSeconds(20),
                                true));
    }

    @Test
    void everyVariableIsRead() {
        Settings settings =
                read(
                        Map.of(
                                "RESULT_BUCKET_NAME", "results",
                                "MODEL_PATH", "s3://models/here",
                                "ENABLE_GPU", "TRUE",
                                "SLUICE_QUEUE_PREFIX", "blue",
                                "SLUICE_PIPELINES", "flakes, moderation",
                                "SLUICE_DRAIN_TIMEOUT", "2m",
                                "SLUICE_LOG", "json",
                                "SLUICE_LOG_LEVEL", "debug"));

        assertThat(settings.resultBucket()).isEqualTo("results");
        assertThat(settings.modelPath()).isEqualTo("s3://models/here");
        assertThat(settings.gpu()).isTrue();
        assertThat(settings.queuePrefix()).isEqualTo("blue");
        assertThat(settings.pipelines()).containsExactly("flakes", "moderation");
        assertThat(settings.drainTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.log()).isEqualTo(new Settings.Log(Format.JSON, Level.DEBUG));
    }

    @Test
    void healthIsToldOnThisMachineAloneUnlessToldOtherwise() {
        assertThat(read(Map.of()).http())
                .contains(InetSocketAddress.createUnresolved("127.0.0.1", 0));
        assertThat(read(Map.of("SLUICE_HTTP", "0.0.0.0:9400")).http())
                .contains(InetSocketAddress.createUnresolved("0.0.0.0", 9400));
        assertThat(read(Map.of("SLUICE_HTTP", "[::1]:9400")).http())
                .contains(InetSocketAddress.createUnresolved("[::1]", 9400));
        assertThat(read(Map.of("SLUICE_HTTP", "off")).http()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9400", "host", "host:", ":9400", "host:65536", "http://host:1"})
    void anAddressThatIsNoneIsRefused(String address) {
        assertThat(problems(with("SLUICE_HTTP", address)))
                .singleElement()
                .asString()
                .startsWith("SLUICE_HTTP: \"" + address + "\" must be an address and a port");
    }

    @Test
    void indexesThatCostAreOffUntilTheyAreNamed() {
        assertThat(read(Map.of()).indexes()).isEmpty();
        assertThat(read(Map.of("SLUICE_INDEXES", "recent, status")).indexes())
                .containsExactlyInAnyOrder(Settings.Index.RECENT, Settings.Index.STATUS);
        assertThat(problems(with("SLUICE_INDEXES", "recent,oldest")))
                .containsExactly("SLUICE_INDEXES: \"oldest\" must be one of [recent, status]");
    }

    @Test
    void rule6_backfillIsDailyUnlessAnotherTimeIsNamedOrNone() {
        assertThat(read(Map.of()).backfill()).contains(Duration.ofDays(1));
        assertThat(read(Map.of("SLUICE_BACKFILL", "12h")).backfill())
                .contains(Duration.ofHours(12));
        assertThat(read(Map.of("SLUICE_BACKFILL", "off")).backfill()).isEmpty();
        assertThat(problems(with("SLUICE_BACKFILL", "1m")))
                .singleElement()
                .asString()
                .startsWith("SLUICE_BACKFILL: \"1m\" must be a duration from 600s to 30d");
    }

    @Test
    void theFleetsTableIsNamedAfterTheRows() {
        assertThat(read(Map.of()).fleetTable()).isEqualTo("CustomerImagesFleet");
        assertThat(read(Map.of("FLEET_TABLE_NAME", "Ships")).fleetTable()).isEqualTo("Ships");
        assertThat(read(Map.of()).vectors().table()).isEqualTo("CustomerImagesVectors");
        assertThat(read(Map.of("VECTOR_TABLE_NAME", "Likes")).vectors().table()).isEqualTo("Likes");
    }

    @Test
    void endpointsAndKeysAreReadFromTheEnvironment() {
        Settings settings =
                read(
                        Map.of(
                                "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1",
                                "AWS_ENDPOINT_URL", "http://127.0.0.1:2/",
                                "AWS_ACCESS_KEY_ID", "id",
                                "AWS_SECRET_ACCESS_KEY", "secret"));

        assertThat(settings.aws().endpoints())
                .containsEntry("s3", URI.create("http://127.0.0.1:1"))
                .containsEntry("sqs", URI.create("http://127.0.0.1:2/"))
                .containsEntry("dynamodb", URI.create("http://127.0.0.1:2/"));
        assertThat(settings.aws().credentials().resolveCredentials())
                .satisfies(
                        keys -> {
                            assertThat(keys.accessKeyId()).isEqualTo("id");
                            assertThat(keys.secretAccessKey()).isEqualTo("secret");
                        });
    }

    @Test
    void theInstanceIsLookedForWhereThereMayBeOne() {
        String named = "http://127.0.0.1:3";
        assertThat(read(Map.of()).aws().metadata()).isPresent();
        assertThat(read(Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6")).aws().metadata())
                .contains(URI.create("http://[fd00:ec2::254]"));
        assertThat(read(Map.of("AWS_EC2_METADATA_DISABLED", "True")).aws().metadata()).isEmpty();
        assertThat(read(Map.of("AWS_ENDPOINT_URL_SQS", named)).aws().metadata()).isEmpty();
        assertThat(
                        read(Map.of(
                                        "AWS_ENDPOINT_URL_SQS",
                                        named,
                                        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                                        named))
                                .aws()
                                .metadata())
                .contains(URI.create(named));
    }

    @Test
    void theDefaultRegionCountsWhereNoRegionIsSet() {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.remove("AWS_REGION");
        environment.put("AWS_DEFAULT_REGION", "us-west-2");

        assertThat(Settings.read(environment).aws().region()).isEqualTo(Region.US_WEST_2);
        assertThat(read(Map.of("AWS_DEFAULT_REGION", "us-west-2")).aws().region())
                .isEqualTo(Region.EU_WEST_1);
    }

    @Test
    void theFileHoldsEverythingThatTheEnvironmentDoes() throws IOException {
        Settings settings =
                Settings.read(
                        Map.of(
                                "AWS_REGION",
                                "eu-west-1",
                                "SLUICE_CONFIG",
                                file(
                                        """
                                        bucket: uploads
                                        resultBucket: results
                                        table: Rows
                                        modelPath: models
                                        gpu: true
                                        queuePrefix: blue
                                        pipelines: [flakes, moderation]
                                        drainTimeout: 60s
                                        log: json
                                        worker:
                                          permits: 10
                                          pollers: 3
                                          connections: 40
                                          memory: 1GB
                                          cores: 2
                                          pollWait: 1s
                                          heedsRebalance: false
                                        """)));

        assertThat(settings.bucket()).isEqualTo("uploads");
        assertThat(settings.resultBucket()).isEqualTo("results");
        assertThat(settings.table()).isEqualTo("Rows");
        assertThat(settings.modelPath()).isEqualTo("models");
        assertThat(settings.gpu()).isTrue();
        assertThat(settings.queuePrefix()).isEqualTo("blue");
        assertThat(settings.pipelines()).containsExactly("flakes", "moderation");
        assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.log()).isEqualTo(new Settings.Log(Format.JSON, Level.INFO));
        assertThat(settings.tuning())
                .isEqualTo(
                        new Tuning(
                                Optional.of(10),
                                3,
                                Optional.of(40),
                                1_000_000_000,
                                2,
                                Duration.ofSeconds(1),
                                false));
    }

    /**
     * @param more lines of its {@code pipeline.yaml}, separated by {@code "; "}
     */
    private Pipeline cats(String more) throws IOException {
        Path cats = Files.createDirectories(folder.resolve("pipelines/cats"));
        Files.writeString(cats.resolve("model.onnx"), "stands for a model");
        Files.writeString(
                cats.resolve("pipeline.yaml"),
                "name: cats\nmatch: \"{customerID}/{imageID}.jpg\"\ntask: classify\n"
                        + more.replace("; ", "\n"));
        return Pipelines.read(cats.getParent(), List.of()).all().getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # few and small ones need no more than any
                    ''                                                               | 64
                    'model: {batch: {max: 10}}'                                      | 64
                    'output: {results: packed, pack: {lines: 20}}'                   | 64
                    # six batches
                    'model: {batch: {max: 11}}'                                      | 66
                    'model: {batch: {max: 32}}'                                      | 192
                    'model: {batch: {max: 1024}}'                                    | 6144
                    # two and a half packs, where there are packs
                    'output: {results: packed}'                                      | 125
                    'output: {results: packed, pack: {lines: 100}}'                  | 250
                    'output: {results: packed, pack: {lines: 101}}'                  | 253
                    # what needs more
                    'model: {batch: {max: 64}}; output: {results: packed}'           | 384
                    # the most that an operator may choose
                    'output: {results: packed, pack: {lines: 10000}}'                | 10000
                    """)
    void aPipelineHasThePermitsThatFillItsBatchesAndPacks(String more, int permits)
            throws IOException {
        assertThat(read(Map.of()).tuning().permits(cats(more))).isEqualTo(permits);
    }

    @Test
    void whereThereIsNoFileTheVariableHoldsWhatWouldStandInIt() {
        Settings settings = read(Map.of("SLUICE_CONFIG", "{\"worker\": {\"permits\": \"3\"}}"));
        assertThat(settings.tuning().permits()).contains(3);
        assertThatThrownBy(() -> read(Map.of("SLUICE_CONFIG", "{worker: {permit: 3}}")))
                .hasMessageContaining("SLUICE_CONFIG: worker.permit: is not known");
        assertThatThrownBy(() -> read(Map.of("SLUICE_CONFIG", "{worker")))
                .hasMessageContaining("SLUICE_CONFIG: is not YAML");
    }

    @Test
    void theOperatorsPermitsCountForEachPipeline() throws IOException {
        Settings settings = read(Map.of("SLUICE_CONFIG", file("worker: {permits: 3}\n")));

        assertThat(settings.tuning().permits(cats("model: {batch: {max: 32}}\n"))).isEqualTo(3);
    }

    @Test
    void theEnvironmentStandsOverTheFileUnlessItIsBlank() throws IOException {
        String file = file("bucket: of-the-file\nqueuePrefix: green\ngpu: true\n");

        Settings settings =
                read(
                        Map.of(
                                "SLUICE_CONFIG", file,
                                "SLUICE_QUEUE_PREFIX", "  ",
                                "ENABLE_GPU", "false"));

        assertThat(settings.bucket()).isEqualTo("uploads");
        assertThat(settings.queuePrefix()).isEqualTo("green");
        assertThat(settings.gpu()).isFalse();
    }

    @Test
    void allProblemsAreSaidTogetherUnderTheNamesTheUserKnows() throws IOException {
        String file = file("worker: {permits: 0, polers: 3}\nlog: loud\nbuckets: x\n");

        assertThat(
                        problems(
                                Map.of(
                                        "AWS_REGION", "eu-west-1",
                                        "AWS_ENDPOINT_URL_SQS", "localhost:9324",
                                        "AWS_ENDPOINT_URL_S3", "http://local host",
                                        "ENABLE_GPU", "perhaps",
                                        "SLUICE_CONFIG", file,
                                        "SLUICE_DRAIN_TIMEOUT", "soon",
                                        "SLUICE_QUEUE_PREFIX", "a b",
                                        "SLUICE_PIPELINE", "flakes",
                                        "SLUICE_SPEED", "11")))
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).isEqualTo("S3_BUCKET_NAME: is required"),
                        p -> assertThat(p).isEqualTo("DYNAMODB_TABLE_NAME: is required"),
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "AWS_ENDPOINT_URL_SQS: \"localhost:9324\" must"),
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "AWS_ENDPOINT_URL_S3: \"http://local host\" must"),
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "ENABLE_GPU: \"perhaps\" must be true or false"),
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "SLUICE_DRAIN_TIMEOUT: \"soon\" must be a"
                                                        + " duration"),
                        p -> assertThat(p).startsWith("SLUICE_QUEUE_PREFIX: \"a b\" must be"),
                        p ->
                                assertThat(p)
                                        .isEqualTo(
                                                "SLUICE_PIPELINE: is not known; did you mean"
                                                        + " SLUICE_PIPELINES?"),
                        p -> assertThat(p).startsWith("SLUICE_SPEED: is not known"),
                        p -> assertThat(p).startsWith(file + ": worker.permits: \"0\" must be"),
                        p ->
                                assertThat(p)
                                        .isEqualTo(
                                                file
                                                        + ": worker.polers: is not known; did you"
                                                        + " mean \"pollers\"?"),
                        p -> assertThat(p).startsWith(file + ": log: \"loud\" must be one of"),
                        p ->
                                assertThat(p)
                                        .isEqualTo(
                                                file
                                                        + ": buckets: is not known; did you mean"
                                                        + " \"bucket\"?"));
    }

    /** Of Services called sluice, sluice-worker and sluice-http in the same namespace. */
    @ParameterizedTest
    @CsvSource({
        "SLUICE_SERVICE_HOST, 10.0.3.7",
        "SLUICE_SERVICE_PORT, 80",
        "SLUICE_SERVICE_PORT_HTTP, 80",
        "SLUICE_PORT, tcp://10.0.3.7:80",
        "SLUICE_PORT_80_TCP, tcp://10.0.3.7:80",
        "SLUICE_PORT_80_TCP_PROTO, tcp",
        "SLUICE_PORT_80_TCP_PORT, 80",
        "SLUICE_PORT_80_TCP_ADDR, 10.0.3.7",
        "SLUICE_WORKER_SERVICE_HOST, fd00::7",
        "SLUICE_WORKER_PORT, udp://10.0.3.7:53",
        "SLUICE_WORKER_PORT_53_UDP_ADDR, 10.0.3.7",
        "SLUICE_LOG_SERVICE_PORT_HTTP_ALT, 8080",
        "SLUICE_HTTP_PORT_132_SCTP, sctp://10.0.3.7:132",
        // exported by up for other programs
        "SLUICE_WORKER_URL, http://127.0.0.1:1",
        "SLUICE_DISPATCHER_URL, http://127.0.0.1:2",
        "SLUICE_DASHBOARD_URL, http://127.0.0.1:3",
        "SLUICE_API_URL, http://127.0.0.1:4",
        // what callers of the API have
        "SLUICE_API_TOKEN, sluice_0a1b2c3d4e_x"
    })
    void whatKubernetesOrUpPutsIntoTheEnvironmentIsIgnored(String name, String value) {
        assertThat(read(Map.of(name, value)))
                .usingRecursiveComparison()
                .ignoringFields("aws")
                .isEqualTo(read(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "SLUICE_PIPELINE, flakes, SLUICE_PIPELINES",
        "SLUICE_DRAIN_TIME_OUT, 5s, SLUICE_DRAIN_TIMEOUT",
        "SLUICE_LOG_PORT, json, SLUICE_LOG",
        "SLUICE_QUEUE_PORT, blue, SLUICE_QUEUE_PREFIX",
        "SLUICE_LOGLEVEL, debug, SLUICE_LOG_LEVEL"
    })
    void aNearMissOfAKnownNameIsStillAnError(String name, String value, String meant) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put(name, value);

        assertThat(problems(environment))
                .singleElement()
                .asString()
                .startsWith(name + ": is not known")
                .contains(meant);
    }

    @Test
    void whatPoolsScaleByIsToldOnceSomebodySaysHowOften() {
        assertThat(read(Map.of()).metrics().scaling()).isEmpty();
        assertThat(read(Map.of("SLUICE_SCALING_PERIOD", "off")).metrics().scaling()).isEmpty();
        assertThat(
                        read(Map.of(
                                        "SLUICE_SCALING_PERIOD", "10s",
                                        "SLUICE_SCALING_COOLDOWN", "7m"))
                                .metrics()
                                .scaling())
                .contains(
                        new MetricsSettings.Scaling(Duration.ofSeconds(10), Duration.ofMinutes(7)));
        assertThat(problems(with("SLUICE_SCALING_PERIOD", "20s")))
                .containsExactly("SLUICE_SCALING_PERIOD: \"20s\" must be 10s, 30s, 60s or off");
        Map<String, String> silent = with("SLUICE_SCALING_PERIOD", "10s");
        silent.put("SLUICE_METRICS", "none");
        assertThat(problems(silent))
                .containsExactly(
                        "SLUICE_SCALING_PERIOD: needs CloudWatch, and SLUICE_METRICS is none");
    }

    @Test
    void rule21_everythingButAWorkerServesAllPipelines() {
        Settings narrowed = read(Map.of("SLUICE_PIPELINES", "flakes"));

        assertThat(narrowed.servingAll())
                .usingRecursiveComparison()
                .ignoringFields("aws")
                .isEqualTo(read(Map.of()));
    }

    @Test
    void aConfigurationFileThatIsMissingIsSaidToBe() {
        String missing = folder.resolve("gone.yaml").toString();
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("SLUICE_CONFIG", missing);

        assertThat(problems(environment))
                .singleElement()
                .asString()
                .startsWith(missing + ": cannot be read");
    }
}
