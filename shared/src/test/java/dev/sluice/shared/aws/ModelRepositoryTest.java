package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

class ModelRepositoryTest {
    private static final String ADDRESS = "s3://" + HttpBucket.NAME + "/models";
    private static final byte[] MODEL = "0123456789 stands for gigabytes".getBytes();

    @TempDir private Path temporary;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpBucket bucket;
    private AwsClients clients;
    private ModelCache cache;

    @BeforeEach
    void open() throws IOException {
        bucket = new HttpBucket();
        clients = bucket.clients();
        cache = new ModelCache(Files.createDirectory(temporary.resolve("cache")), now::get);
        for (String name : List.of("cats", "dogs")) {
            bucket.put(
                    "models/" + name + "/pipeline.yaml",
                    "name: %1$s\nmatch: \"{customerID}/%1$s/{imageID}.jpg\"\ntask: classify\noutput: {name: \"{customerID}/%1$s-result/{imageID}\"}\nrow: \"%1$s#{imageID}\"\n"
                            .formatted(name)
                            .getBytes(StandardCharsets.UTF_8));
            bucket.put("models/" + name + "/model.onnx", MODEL);
        }
        bucket.put("models/README.md", MODEL);
        bucket.put("models/../model.onnx", MODEL);
    }

    @AfterEach
    void close() {
        end.countDown();
        clients.close();
        bucket.close();
    }

    private Pipelines start(S3Client s3, String... only) {
        Pipelines pipelines =
                Pipelines.read(ModelRepository.open(ADDRESS, s3, () -> cache), List.of(only));
        ModelRepository.fetchModels(ADDRESS, s3, pipelines, () -> cache);
        return pipelines;
    }

    private Path model(Pipelines pipelines) {
        return pipelines.named("cats").orElseThrow().folder().resolve("model.onnx");
    }

    private S3Client client(Duration stall, Duration call) {
        return S3Client.builder()
                .region(Region.EU_WEST_1)
                .endpointOverride(bucket.endpoint())
                .forcePathStyle(true)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(stall))
                .overrideConfiguration(o -> o.apiCallTimeout(call))
                .build();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(cache.root())) {
            return all.filter(Files::isRegularFile).filter(each -> !each.endsWith("lock")).toList();
        }
    }

    @Test
    void whoeverOnlyRoutesReadsThePipelinesAndNoModel() {
        Path folder = ModelRepository.open(ADDRESS, clients.s3(), () -> cache);

        assertThat(Pipelines.read(folder, List.of()).all()).hasSize(2);
        assertThat(bucket.reads())
                .containsExactly("GET models/cats/pipeline.yaml", "GET models/dogs/pipeline.yaml");
    }

    @Test
    void onlyTheModelsThatARunNeedsAreCopied() {
        Pipelines pipelines = start(clients.s3(), "cats");

        assertThat(model(pipelines)).hasBinaryContent(MODEL);
        assertThat(bucket.reads())
                .contains("GET models/cats/model.onnx")
                .doesNotContain("GET models/dogs/model.onnx", "GET models/README.md");
    }

    /** ONNX Runtime looks for them in the model's own folder, and follows no symbolic link. */
    @Test
    void weightsBesideAModelLieBesideItsCopy() {
        bucket.put("models/cats/model.onnx.data", "weights".getBytes(StandardCharsets.UTF_8));

        Path beside = model(start(clients.s3(), "cats")).resolveSibling("model.onnx.data");

        assertThat(beside).hasContent("weights");
        assertThat(Files.isSymbolicLink(beside)).isFalse();
    }

    @Test
    void whatIsThereIsNotCopiedAgainAndWhatChangedIs() {
        start(clients.s3());
        int first = bucket.reads().size();

        start(clients.s3());
        assertThat(bucket.reads()).hasSize(first);

        bucket.put("models/cats/model.onnx", "another".getBytes());
        assertThat(model(start(clients.s3()))).hasContent("another");
        assertThat(bucket.reads().subList(first, bucket.reads().size()))
                .containsExactly("GET models/cats/model.onnx");
    }

    @Test
    void whatArrivesBesideThePipelinesChangesNothing() {
        Path folder = ModelRepository.open(ADDRESS, clients.s3(), () -> cache);
        bucket.put("models/customer/upload.jpg", MODEL);
        bucket.put("models/upload.jpg", MODEL);

        assertThat(ModelRepository.open(ADDRESS, clients.s3(), () -> cache)).isEqualTo(folder);
        bucket.put("models/cats/weights.bin", MODEL);
        assertThat(ModelRepository.open(ADDRESS, clients.s3(), () -> cache)).isNotEqualTo(folder);
    }

    @Test
    void ofOnePipelinesOwnFolderItsFilesAreRead() {
        bucket.put("models/cats/uploads/1.jpg", MODEL);
        String own = ADDRESS + "/cats";

        Pipelines pipelines =
                Pipelines.read(
                        ModelRepository.open(own, clients.s3(), () -> cache), List.of("cats"));
        ModelRepository.fetchModels(own, clients.s3(), pipelines, () -> cache);

        assertThat(model(pipelines)).hasBinaryContent(MODEL);
        assertThat(bucket.reads())
                .containsExactly("GET models/cats/pipeline.yaml", "GET models/cats/model.onnx");
    }

    @Test
    void anObjectNamedLikeAFolderIsNotInItsWay() {
        bucket.put("models/cats", new byte[0]);
        bucket.put("models/cats/weights", new byte[0]);
        bucket.put("models/cats/weights/1/a.bin", MODEL);

        Pipelines pipelines = start(clients.s3(), "cats");

        assertThat(model(pipelines).resolveSibling("weights/1/a.bin")).hasBinaryContent(MODEL);
    }

    private static HttpBucket.Body breaksAfter(int count) {
        return (to, bytes) -> {
            to.write(bytes, 0, count);
            to.flush();
        };
    }

    @Test
    void aDownloadThatBreaksGoesOnWhereItStopped() {
        ModelRepository.open(ADDRESS, clients.s3(), () -> cache);
        bucket.bodies.add(breaksAfter(10));
        bucket.bodies.add(breaksAfter(0));
        bucket.bodies.add(breaksAfter(5));

        assertThat(model(start(clients.s3(), "cats"))).hasBinaryContent(MODEL);
        assertThat(bucket.reads())
                .containsSubsequence(
                        "GET models/cats/model.onnx",
                        "GET models/cats/model.onnx from 10",
                        "GET models/cats/model.onnx from 10",
                        "GET models/cats/model.onnx from 15");
    }

    @Test
    void aDownloadThatStallsGoesOnWhereItStopped() {
        try (S3Client s3 = client(Duration.ofSeconds(1), Duration.ofMinutes(5))) {
            ModelRepository.open(ADDRESS, s3, () -> cache);
            bucket.bodies.add(
                    (to, bytes) -> {
                        to.write(bytes, 0, 10);
                        to.flush();
                        await(end, Duration.ofMinutes(10));
                    });

            assertThat(model(start(s3, "cats"))).hasBinaryContent(MODEL);
        }
    }

    @Test
    void noTimeLimitOfACallCutsADownloadThatGoesOn() {
        Duration call = Duration.ofSeconds(2);
        try (S3Client s3 = client(Duration.ofMinutes(5), call)) {
            ModelRepository.open(ADDRESS, s3, () -> cache);
            bucket.bodies.add(
                    (to, bytes) -> {
                        to.write(bytes, 0, 10);
                        to.flush();
                        await(end, call.plusMillis(500));
                        to.write(bytes, 10, bytes.length - 10);
                    });

            assertThat(model(start(s3, "cats"))).hasBinaryContent(MODEL);
            assertThat(bucket.reads()).noneMatch(each -> each.contains("from"));
        }
    }

    private static void await(CountDownLatch latch, Duration atMost) {
        try {
            var _ = latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theNextStartGoesOnWhereOneWasKilled() throws IOException {
        killedAfter("0123456789".getBytes());

        assertThat(model(start(clients.s3(), "cats"))).hasBinaryContent(MODEL);
        assertThat(bucket.reads())
                .contains("GET models/cats/model.onnx from 10")
                .doesNotContain("GET models/cats/model.onnx");
        assertThat(files()).noneMatch(each -> each.toString().endsWith(".part"));
    }

    @Test
    void whatAKilledStartLeftWholeOrTooLongIsNoObstacle() throws IOException {
        killedAfter(MODEL);
        assertThat(model(start(clients.s3(), "cats"))).hasBinaryContent(MODEL);
        assertThat(bucket.reads()).doesNotContain("GET models/cats/model.onnx");

        bucket.put("models/cats/model.onnx", "another".getBytes());
        killedAfter(MODEL);
        assertThat(model(start(clients.s3(), "cats"))).hasContent("another");
    }

    @Test
    void ofAnObjectThatIsGoneNothingStays() throws IOException {
        killedAfter("0123456789".getBytes());
        bucket.errors.put(
                "GET models/cats/model.onnx",
                new HttpBucket.Error(412, "PreconditionFailed", "The condition failed."));

        assertThatThrownBy(() -> start(clients.s3(), "cats")).isInstanceOf(StartFailure.class);
        assertThat(files()).noneMatch(each -> each.toString().endsWith(".part"));
    }

    private void killedAfter(byte[] arrived) throws IOException {
        HttpBucket.Stored model = bucket.objects.get("models/cats/model.onnx");
        ModelObject object =
                new ModelObject(
                        HttpBucket.NAME,
                        "models/cats/model.onnx",
                        "cats/model.onnx",
                        model.eTag(),
                        model.bytes().length);
        Files.write(
                Files.createDirectories(cache.root().resolve("objects"))
                        .resolve(object.fingerprint() + ".part"),
                arrived);
    }

    private int readsOfARefusedStart() {
        int before = bucket.reads().size();
        assertThatThrownBy(() -> start(clients.s3()))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("cats/model.sha256: model.onnx has the SHA-256");
        return bucket.reads().size() - before;
    }

    @Test
    void forAWrongSumNoRestartCopiesAModelAgain() {
        bucket.put("models/cats/model.sha256", "0".repeat(64).getBytes());

        assertThat(readsOfARefusedStart()).isEqualTo(5);
        assertThat(readsOfARefusedStart()).isZero();
        assertThat(readsOfARefusedStart()).isZero();
    }

    @Test
    void aDamagedCopyIsCopiedAgainAndNoOtherPipelines() throws Exception {
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(MODEL));
        bucket.put("models/cats/model.sha256", sum.getBytes());
        Path model = model(start(clients.s3()));
        byte[] damaged = MODEL.clone();
        damaged[0]++;
        Files.write(model, damaged); // one file with the cache's, by its link

        assertThat(readsOfARefusedStart()).isZero();
        int before = bucket.reads().size();
        assertThat(model(start(clients.s3()))).hasBinaryContent(MODEL);
        assertThat(bucket.reads().subList(before, bucket.reads().size()))
                .containsExactly("GET models/cats/model.onnx", "GET models/cats/model.sha256");
    }

    @Test
    void whatCannotBeReadNamesAddressAndRemedy() {
        bucket.errors.put(
                "GET models/cats/model.onnx",
                new HttpBucket.Error(403, "AccessDenied", "Access Denied"));

        assertThatThrownBy(() -> start(clients.s3(), "cats"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(ADDRESS)
                .hasMessageContaining("s3:GetObject");
        assertThatThrownBy(
                        () -> ModelRepository.open("s3://pictures/none", clients.s3(), () -> cache))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("<pipeline>/pipeline.yaml lies under s3://pictures/none");
    }

    @Test
    void copiesThatNobodyUsedForAMonthAreDeleted() throws IOException {
        start(clients.s3(), "cats", "dogs");
        now.set(now.get().plus(Duration.ofDays(20)));
        bucket.put("models/cats/model.onnx", "another".getBytes());
        start(clients.s3(), "cats");
        now.set(now.get().plus(Duration.ofDays(20)));

        Pipelines pipelines = start(clients.s3(), "cats");

        assertThat(model(pipelines)).hasContent("another");
        assertThat(files())
                .describedAs("two pipelines and one model, each with its link")
                .hasSize(6);
    }

    @Test
    void whereNoHardLinkCanBeMadeAModelIsCopied() throws IOException {
        Path elsewhere = Path.of("/dev/shm");
        assumeThat(elsewhere).isDirectory();
        assumeThat(Files.getFileStore(elsewhere)).isNotEqualTo(Files.getFileStore(temporary));
        Path other = Files.createTempDirectory(elsewhere, "sluice");
        try {
            Files.createSymbolicLink(cache.root().resolve("repositories"), other);

            assertThat(model(start(clients.s3(), "cats"))).hasBinaryContent(MODEL);
        } finally {
            ModelCache.delete(other);
        }
    }

    /** As it is left where no hard link can be made. */
    @Test
    void aModelThatIsACopyIsCopiedOnce() throws IOException {
        Path model = model(start(clients.s3(), "cats"));
        Path copy = temporary.resolve("copy");
        Files.copy(model, copy, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(copy, model, StandardCopyOption.REPLACE_EXISTING);
        Object file = key(model);

        for (int starts = 0; starts < 2; starts++) {
            now.set(now.get().plus(Duration.ofDays(20)));
            start(clients.s3(), "cats");
            assertThat(key(model)).isEqualTo(file);
        }

        Files.setLastModifiedTime(model, FileTime.from(Instant.EPOCH)); // somebody wrote it
        start(clients.s3(), "cats");
        assertThat(key(model)).isNotEqualTo(file);
        assertThat(model).hasBinaryContent(MODEL);
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Test
    void copiesLieInTheUsersCache() {
        Path xdg = temporary.resolve("xdg");
        Path last = temporary.resolve("last");

        assertThat(ModelCache.root(Map.of("XDG_CACHE_HOME", xdg.toString()), last))
                .isEqualTo(xdg.resolve("sluice/models"));
        assertThat(ModelCache.root(Map.of("HOME", temporary.toString()), last))
                .isEqualTo(temporary.resolve(".cache/sluice/models"));
        for (String home : List.of("/proc/none", "?", "")) {
            assertThat(ModelCache.root(Map.of("HOME", home), last)).startsWith(last);
        }
    }

    @Test
    void modelsInAFolderNeedNoCache() throws IOException {
        for (String name : List.of("pipeline.yaml", "model.onnx")) {
            Files.write(
                    Files.createDirectories(temporary.resolve("own/cats")).resolve(name),
                    bucket.objects.get("models/cats/" + name).bytes());
        }
        String folder = temporary.resolve("own").toString();
        Supplier<ModelCache> none =
                () -> {
                    throw new AssertionError("nothing is to be copied");
                };

        Pipelines pipelines =
                Pipelines.read(ModelRepository.open(folder, clients.s3(), none), List.of());
        ModelRepository.fetchModels(folder, clients.s3(), pipelines, none);

        assertThat(model(pipelines)).hasBinaryContent(MODEL);
    }
}
