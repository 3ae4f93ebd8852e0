package dev.sluice.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Uploads that are larger than S3 should get in one go. */
class PartedUploadTest {
    private static final int PART = PartedUpload.PART;

    private final Store store = new Store();

    /** Keeps one object, and can lose a part. */
    private static final class Store implements S3Client {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final List<Integer> sizes = new ArrayList<>();
        private int lost;
        private boolean complete;
        private boolean aborted;
        private Map<String, String> metadata = Map.of();

        private void take(RequestBody body) {
            try {
                byte[] bytes = body.contentStreamProvider().newStream().readAllBytes();
                sizes.add(bytes.length);
                content.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public PutObjectResponse putObject(PutObjectRequest put, RequestBody body) {
            take(body);
            complete = true;
            return PutObjectResponse.builder().eTag("\"whole\"").build();
        }

        @Override
        public CreateMultipartUploadResponse createMultipartUpload(
                CreateMultipartUploadRequest create) {
            metadata = create.metadata();
            return CreateMultipartUploadResponse.builder().uploadId("id").build();
        }

        @Override
        public UploadPartResponse uploadPart(UploadPartRequest part, RequestBody body) {
            if (part.partNumber() == lost) {
                throw SdkClientException.create("the connection is gone");
            }
            take(body);
            return UploadPartResponse.builder().eTag("\"" + part.partNumber() + "\"").build();
        }

        @Override
        public CompleteMultipartUploadResponse completeMultipartUpload(
                CompleteMultipartUploadRequest all) {
            assertThat(all.multipartUpload().parts()).hasSize(sizes.size());
            complete = true;
            return CompleteMultipartUploadResponse.builder().eTag("\"parts-3\"").build();
        }

        @Override
        public AbortMultipartUploadResponse abortMultipartUpload(
                AbortMultipartUploadRequest abort) {
            aborted = true;
            return AbortMultipartUploadResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private Sent put(byte[] content) {
        Path shipped = Path.of(System.getProperty("sluice.home"), "worker", "pipelines");
        Submission submission =
                new Submission(
                        "a.png",
                        Pipelines.read(shipped, List.of("moderation")).all().getFirst(),
                        Map.of("customerID", "acme", "imageID", "a", "extension", "png"));
        return new Uploads(store, "bucket")
                .put(
                        submission,
                        RequestBody.fromBytes(content),
                        Map.of("material", "graphene"),
                        Optional.empty());
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    @Test
    void aLargeFileIsSentInPartsAndIsWholeInTheEnd() {
        byte[] content = bytes(2 * PART + 5);
        assertThat(put(content).eTag()).isEqualTo("parts-3");
        assertThat(store.sizes).containsExactly(PART, PART, 5);
        assertThat(store.content.toByteArray()).isEqualTo(content);
        assertThat(store.metadata).containsEntry("material", "graphene");
        assertThat(store.complete).isTrue();
    }

    @Test
    void aSmallOneIsSentAtOnce() {
        assertThat(put(bytes(PART)).eTag()).isEqualTo("whole");
        assertThat(store.sizes).containsExactly(PART);
    }

    @Test
    void ofOneThatBreaksOffNothingStays() {
        store.lost = 2;
        assertThatThrownBy(() -> put(bytes(3 * PART))).hasMessageContaining("connection is gone");
        assertThat(store.aborted).isTrue();
        assertThat(store.complete).isFalse();
    }
}
