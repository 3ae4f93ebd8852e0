package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.ResultPlace;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

class ResultTest {
    private final FakeBucket bucket = new FakeBucket();

    /** One object that answers whole or by range. */
    private record OneObject(byte[] content) implements S3Client {
        @Override
        public <T> T getObject(
                GetObjectRequest get, ResponseTransformer<GetObjectResponse, T> transformer) {
            byte[] part = content;
            if (get.range() != null) {
                String[] ends = get.range().substring("bytes=".length()).split("-");
                part =
                        Arrays.copyOfRange(
                                content, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
            }
            try {
                return transformer.transform(
                        GetObjectResponse.builder().build(),
                        AbortableInputStream.create(new ByteArrayInputStream(part)));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String read(byte[] content, ResultPlace place) {
        return new String(new ObjectStore(new OneObject(content)).result("b", place), UTF_8);
    }

    @Test
    void aDocumentOfItsOwnIsReadWhole() {
        assertThat(read("{}".getBytes(UTF_8), new ResultPlace.Whole("k"))).isEqualTo("{}");
    }

    @Test
    void rule19_aLineOfAPackIsReadAlone() throws IOException {
        byte[] first = gzip("{\"a\":1}\n");
        byte[] second = gzip("{\"b\":2}\n");
        byte[] pack = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, pack, first.length, second.length);

        assertThat(read(pack, new ResultPlace.InPack("k", 0, first.length)))
                .isEqualTo("{\"a\":1}\n");
        assertThat(read(pack, new ResultPlace.InPack("k", first.length, second.length)))
                .isEqualTo("{\"b\":2}\n");
    }

    @Test
    void aRangeThatIsNoGzipIsSaidWithItsKey() {
        assertThatExceptionOfType(StoreUnavailable.class)
                .isThrownBy(() -> read(new byte[40], new ResultPlace.InPack("k", 3, 20)))
                .withMessageContaining("s3://b/k");
    }

    @Test
    void rule19_aPackThatIsThereAlreadyIsOursForItsNameIsUnique() {
        new ObjectStore(bucket).putNew("b", "k", "application/gzip", new byte[1]);

        assertThatCode(
                        () ->
                                new ObjectStore(bucket)
                                        .putNew("b", "k", "application/gzip", new byte[1]))
                .doesNotThrowAnyException();
        assertThat(bucket.calls).containsOnly("PUT if-none-match *");
    }

    @Test
    void aPackThatIsNotConfirmedIsUnavailable() {
        for (int status : new int[] {403, 404, 409, 503}) {
            bucket.before.add(
                    () -> {
                        throw FakeBucket.status(status);
                    });

            assertThatExceptionOfType(StoreUnavailable.class)
                    .as("status %d", status)
                    .isThrownBy(
                            () ->
                                    new ObjectStore(bucket)
                                            .putNew("b", "k", "application/gzip", new byte[1]));
        }
    }
}
