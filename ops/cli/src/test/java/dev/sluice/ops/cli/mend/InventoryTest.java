package dev.sluice.ops.cli.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dispatcher.backfill.Listed;
import dev.sluice.dispatcher.backfill.Listing;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Inventories as AWS's documentation shows them, copied to this machine. */
class InventoryTest {
    private static final String SCHEMA =
            "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag";

    @TempDir private Path folder;

    private Path manifest(String format, String schema, String... files) throws IOException {
        String list =
                Stream.of(files)
                        .map(
                                file ->
                                        """
                                        {"key": "pictures/all/data/%s", "size": 1}
                                        """
                                                .formatted(file))
                        .collect(Collectors.joining(", "));
        return Files.writeString(
                folder.resolve("manifest.json"),
                """
                {"sourceBucket": "pictures", "destinationBucket": "arn:aws:s3:::lists",
                 "version": "2016-11-30", "creationTimestamp": "1514944800000",
                 "fileFormat": "%s", "fileSchema": "%s", "files": [%s]}
                """
                        .formatted(format, schema, list));
    }

    private void data(String name, String... lines) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(data.resolve(name)))) {
            gzip.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String line(String key, String latest, String deleted) {
        return """
        "pictures","%s","v1","%s","%s","12","2026-11-28T10:00:00.000Z","abc"
        """
                .formatted(key, latest, deleted)
                .strip();
    }

    private Inventory open(String prefix) {
        return Inventory.open(
                folder.resolve("manifest.json").toString(), prefix, "pictures", new NoS3());
    }

    /** Nobody asks it anything here. */
    private record NoS3() implements S3Client {
        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
    }

    private static List<String> keys(Listing listing, String position) {
        try (Stream<Listing.Page> pages = listing.after(position)) {
            return pages.flatMap(page -> page.objects().stream()).map(Listed::key).toList();
        }
    }

    @Test
    void theLatestVersionsAreListedByTheirDecodedKeys() throws IOException {
        manifest("CSV", SCHEMA, "a.csv.gz", "b.csv.gz");
        data(
                "a.csv.gz",
                line("acme/uploaded/a+b%2Bc_original.jpg", "true", "false"),
                line("acme/uploaded/old_original.jpg", "false", "false"),
                line("acme/uploaded/gone_original.jpg", "true", "true"));
        data("b.csv.gz", line("%E6%BC%A2%E5%AD%97.jpg", "true", "false"));

        assertThat(keys(open(""), Listing.START))
                .containsExactly("acme/uploaded/a b+c_original.jpg", "漢字.jpg");
        assertThat(keys(open("acme/"), Listing.START))
                .containsExactly("acme/uploaded/a b+c_original.jpg");
        try (Stream<Listing.Page> pages = open("").after(Listing.START)) {
            assertThat(pages.findFirst().orElseThrow().objects().getFirst())
                    .isEqualTo(
                            new Listed(
                                    "acme/uploaded/a b+c_original.jpg",
                                    "abc",
                                    12,
                                    Instant.parse("2026-11-28T10:00:00Z")));
        }
    }

    @Test
    void itGoesOnBehindAnyPage() throws IOException {
        manifest("CSV", SCHEMA, "a.csv.gz", "b.csv.gz");
        for (String name : List.of("a", "b")) {
            data(
                    name + ".csv.gz",
                    IntStream.range(0, 250)
                            .mapToObj(i -> line(name + "-%03d".formatted(i), "true", "false"))
                            .toArray(String[]::new));
        }
        List<String> all = keys(open(""), Listing.START);
        List<Listing.Page> pages;
        try (Stream<Listing.Page> stream = open("").after(Listing.START)) {
            pages = stream.toList();
        }

        assertThat(all).hasSize(500);
        int done = 0;
        for (Listing.Page page : pages) {
            done += page.objects().size();
            assertThat(keys(open(""), page.position())).isEqualTo(all.subList(done, 500));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Parquet", "ORC"})
    void otherFormatsAreRefusedWithTheRemedy(String format) throws IOException {
        manifest(format, SCHEMA, "a.parquet");

        assertThatThrownBy(() -> open(""))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("in " + format)
                .hasMessageContaining("choose CSV");
    }

    @Test
    void whatIsMissingInItIsNamed() throws IOException {
        manifest("CSV", "Bucket, Key, Size", "a.csv.gz");
        assertThatThrownBy(() -> open("")).hasMessageContaining("lacks LastModifiedDate, ETag");

        manifest("CSV", SCHEMA, "a.csv.gz");
        assertThatThrownBy(() -> keys(open(""), Listing.START))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("names a.csv.gz");

        data("a.csv.gz", "\"pictures\",\"key\"");
        assertThatThrownBy(() -> keys(open(""), Listing.START))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("line 1");

        Files.writeString(folder.resolve("data/a.csv.gz"), "no gzip");
        assertThatThrownBy(() -> keys(open(""), Listing.START)).isInstanceOf(StartFailure.class);
    }

    @Test
    void anotherBucketsInventoryIsRefused() throws IOException {
        Path manifest = manifest("CSV", SCHEMA, "a.csv.gz");

        assertThatThrownBy(() -> Inventory.open(manifest.toString(), "", "uploads", new NoS3()))
                .hasMessageContaining("of bucket pictures; S3_BUCKET_NAME is uploads");
        assertThatThrownBy(() -> Inventory.open("/nowhere.json", "", "uploads", new NoS3()))
                .isInstanceOf(UsageError.class);
        assertThatThrownBy(() -> Inventory.open("s3://lists", "", "uploads", new NoS3()))
                .isInstanceOf(UsageError.class);
    }
}
