package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

class ModelDownloadTest {
    private static final String KEY = "models/cats/model.onnx";
    private static final byte[] MODEL = "0123456789".getBytes();

    @TempDir private Path temporary;
    private final List<Duration> pauses = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private HttpBucket bucket;
    private AwsClients clients;
    private Path file;

    @BeforeEach
    void open() throws IOException {
        bucket = new HttpBucket();
        clients = bucket.clients();
        file = temporary.resolve("model.part");
        bucket.bodies.add(
                (to, bytes) -> {
                    to.write(bytes, 0, 3);
                    to.flush();
                });
    }

    @AfterEach
    void close() {
        clients.close();
        bucket.close();
    }

    /** Each pause takes its time at once; after it the bucket does what is wanted. */
    private void download(Consumer<Duration> afterPause) throws IOException {
        ModelObject object =
                new ModelObject(
                        HttpBucket.NAME,
                        KEY,
                        "cats/model.onnx",
                        bucket.put(KEY, MODEL).eTag(),
                        MODEL.length);
        Consumer<Duration> pause =
                length -> {
                    pauses.add(length);
                    now = now.plus(length);
                    afterPause.accept(now);
                };
        new ModelDownload(clients.s3(), object, () -> now.toNanos(), pause).to(file);
    }

    private void bringsNothing() {
        bucket.bodies.add((to, bytes) -> to.flush());
    }

    @Test
    void aGapOfAMinuteEndsNoDownload() throws IOException {
        bringsNothing();
        download(
                at -> {
                    if (at.compareTo(Duration.ofMinutes(1)) < 0) {
                        bringsNothing();
                    }
                });

        assertThat(file).hasBinaryContent(MODEL);
        assertThat(pauses)
                .hasSizeGreaterThan(5)
                .allMatch(each -> each.compareTo(Duration.ofSeconds(5)) <= 0);
    }

    @Test
    void twoMinutesWithoutAByteEndADownloadAndKeepWhatArrived() {
        bringsNothing();

        assertThatThrownBy(() -> download(at -> bringsNothing()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "s3://pictures/models/cats/model.onnx stops after 3 of 10 bytes")
                .hasMessageContaining("120 s");
        assertThat(now).isBetween(Duration.ofSeconds(120), Duration.ofSeconds(125));
        assertThat(file).hasContent("012");
    }
}
