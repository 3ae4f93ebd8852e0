package dev.sluice.ops.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What S3Proxy does otherwise than S3, in memory and in a folder. */
class LocalS3Test {
    private static final StaticCredentialsProvider KEYS =
            StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(LocalAws.ACCESS_KEY, LocalAws.SECRET_KEY));
    private static final String DASHBOARD = "http://localhost:3000";

    /** Where objects are. */
    enum Kept {
        IN_MEMORY,
        IN_A_FOLDER
    }

    @TempDir private Path folder;
    private final List<BucketEvent> events = new CopyOnWriteArrayList<>();
    private URI endpoint;
    private LocalS3 server;
    private S3Client s3;

    private void start(Kept kept) {
        int port = Ports.free().s3();
        endpoint = Ports.endpoint(port);
        server =
                LocalS3.start(
                        port,
                        kept == Kept.IN_MEMORY ? Optional.empty() : Optional.of(folder),
                        events::add);
        s3 =
                S3Client.builder()
                        .endpointOverride(endpoint)
                        .forcePathStyle(true)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(KEYS)
                        .httpClientBuilder(Apache5HttpClient.builder())
                        .build();
        s3.createBucket(create -> create.bucket("pictures"));
    }

    @AfterEach
    void stop() {
        s3.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void keysThatFilesCannotHoldAreRefusedAndNeverStoredUnderOtherNames(Kept kept) {
        start(kept);
        put("taken", "x");
        put("full/of", "x");

        for (String key :
                List.of(
                        "taken/below",
                        "full",
                        "a/../b",
                        "a/./b",
                        "n".repeat(219),
                        "ü".repeat(110),
                        "content/")) {
            assertThatExceptionOfType(S3Exception.class)
                    .as(key)
                    .isThrownBy(() -> put(key, "x"))
                    .matches(refused -> refused.statusCode() == 501)
                    .matches(e -> e.awsErrorDetails().errorCode().equals("NotImplemented"))
                    .withMessageContaining("cannot hold " + key);
            assertThatExceptionOfType(NoSuchKeyException.class)
                    .as(key)
                    .isThrownBy(() -> s3.headObject(head -> head.bucket("pictures").key(key)));
        }
        assertThatExceptionOfType(S3Exception.class)
                .as("which S3 refuses, too")
                .isThrownBy(() -> put("k/".repeat(512) + "k", "x"))
                .matches(refused -> refused.statusCode() == 400);
        put("n".repeat(218), "the longest name");

        assertThat(events).extracting(BucketEvent::key).hasSize(3).startsWith("taken", "full/of");
        assertThat(keys()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void aFolderMarkerIsAnEmptyObjectWithAnEventAndNoObstacle(Kept kept) {
        start(kept);

        put("folder/", "");
        put("folder/in", "x");

        assertThat(keys()).containsExactly("folder/", "folder/in");
        assertThat(events.getFirst())
                .returns("folder/", BucketEvent::key)
                .returns(
                        new BucketEvent.Content(0, "d41d8cd98f00b204e9800998ecf8427e", null),
                        BucketEvent::content);
        assertThat(events.get(1).key()).isEqualTo("folder/in");
    }

    @ParameterizedTest
    @EnumSource
    void aPageOfAnotherOriginMayUploadByAPresignedUrl(Kept kept) throws Exception {
        start(kept);
        try (S3Presigner presigner =
                        S3Presigner.builder()
                                .endpointOverride(endpoint)
                                .serviceConfiguration(
                                        S3Configuration.builder()
                                                .pathStyleAccessEnabled(true)
                                                .build())
                                .region(Region.US_EAST_1)
                                .credentialsProvider(KEYS)
                                .build();
                HttpClient browser = HttpClient.newHttpClient()) {
            URI url =
                    presigner
                            .presignPutObject(
                                    presign ->
                                            presign.signatureDuration(Duration.ofMinutes(5))
                                                    .putObjectRequest(
                                                            put ->
                                                                    put.bucket("pictures")
                                                                            .key("acme/a.jpg")))
                            .url()
                            .toURI();

            HttpResponse<String> preflight =
                    browser.send(
                            HttpRequest.newBuilder(url)
                                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                                    .header("Origin", DASHBOARD)
                                    .header("Access-Control-Request-Method", "PUT")
                                    .header("Access-Control-Request-Headers", "content-type")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> put =
                    browser.send(
                            HttpRequest.newBuilder(url)
                                    .PUT(HttpRequest.BodyPublishers.ofString("picture"))
                                    .header("Origin", DASHBOARD)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(preflight.statusCode()).isEqualTo(200);
            assertThat(header(preflight, "Access-Control-Allow-Origin")).isIn("*", DASHBOARD);
            assertThat(header(preflight, "Access-Control-Allow-Methods"))
                    .contains("GET", "PUT", "HEAD", "POST");
            assertThat(header(preflight, "Access-Control-Allow-Headers")).contains("content-type");
            assertThat(put.statusCode()).isEqualTo(200);
            assertThat(header(put, "Access-Control-Allow-Origin")).isIn("*", DASHBOARD);
            assertThat(header(put, "Access-Control-Expose-Headers")).isNotEmpty();
            assertThat(events).extracting(BucketEvent::key).containsExactly("acme/a.jpg");
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private void put(String key, String content) {
        s3.putObject(put -> put.bucket("pictures").key(key), RequestBody.fromString(content));
    }

    private List<String> keys() {
        return s3.listObjectsV2(list -> list.bucket("pictures")).contents().stream()
                .map(S3Object::key)
                .toList();
    }
}
