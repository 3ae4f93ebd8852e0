package dev.sluice.ops.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.fleet.Sent;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code submit} tells of files on their way, and of those that arrived. */
class SendingTest {
    private static final Pipeline MODERATION =
            Pipelines.read(
                            Path.of(System.getProperty("sluice.home"), "worker", "pipelines"),
                            List.of("moderation"))
                    .all()
                    .getFirst();

    @TempDir private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Submission file(String name, long bytes) throws Exception {
        Path file = folder.resolve(name);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
        return new Submission(
                file.toString(),
                MODERATION,
                Map.of(
                        "customerID",
                        "acme",
                        "imageID",
                        name.replace(".png", ""),
                        "extension",
                        "png"));
    }

    private String send(List<Submission> files) throws Exception {
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        try (Sending sending = Sending.of(Console.plain(print, print), files)) {
            for (Submission each : files) {
                try (InputStream content =
                        sending.content(Path.of(each.file())).contentStreamProvider().newStream()) {
                    assertThat(content.transferTo(OutputStream.nullOutputStream()))
                            .isEqualTo(Path.of(each.file()).toFile().length());
                }
            }
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void largeFilesTellHowFarTheyAre() throws Exception {
        assertThat(send(List.of(file("a.png", 30_000_000), file("b.png", 10_000_000))))
                .contains("Sending, MB: 10 of 40", "Sending, MB: 30 of 40", "40 of 40");
    }

    @Test
    void smallOnesSayNothing() throws Exception {
        assertThat(send(List.of(file("a.png", 2_000_000)))).isEmpty();
    }

    @Test
    void programsAreToldKeysAndWhatBecameOfThem() throws Exception {
        Sent done = new Sent(file("a.png", 1), "etag", Optional.empty());
        Sent open = new Sent(file("b.png", 1), "etag", Optional.empty());
        Row row =
                new Row(
                        Map.of(
                                "processingStatus", AttributeValue.fromS("failed"),
                                "failureReason",
                                        AttributeValue.fromS("not-a-picture: It is none.")));

        JsonNode all =
                new JsonMapper().readTree(SentJson.of(List.of(done, open), Map.of(done, row)));

        assertThat(all.findValuesAsText("rowID")).containsExactly("moderate#a", "moderate#b");
        assertThat(all.get(0).path("status").asText()).isEqualTo("failed");
        assertThat(all.get(0).path("failureReason").asText()).startsWith("not-a-picture");
        assertThat(all.get(0).path("customerID").asText()).isEqualTo("acme");
        assertThat(all.get(1).has("status")).isFalse();
    }
}
