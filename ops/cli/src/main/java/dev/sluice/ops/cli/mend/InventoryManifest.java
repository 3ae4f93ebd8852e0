package dev.sluice.ops.cli.mend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.config.StartFailure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code manifest.json} of an S3 Inventory says.
 *
 * @param files in its order
 * @param columns of each line
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html">
 *     Locating your inventory list</a>
 */
record InventoryManifest(List<DataFile> files, Columns columns) {
    /**
     * @param md5 in hexadecimal digits
     */
    record DataFile(String key, String md5) {}

    /** Places of what is wanted of a line; -1 where the inventory does not have it. */
    record Columns(int key, int size, int modified, int eTag, int latest, int deleted) {}

    InventoryManifest {
        files = List.copyOf(files);
    }

    /**
     * Reads it.
     *
     * @param name for complaints
     * @param bucket which it must be of
     * @throws StartFailure if it is another bucket's, no CSV or lacks a column
     */
    static InventoryManifest read(byte[] json, String name, String bucket) {
        JsonNode manifest;
        try {
            manifest = new JsonMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new StartFailure(name + " is no manifest of an S3 Inventory: no JSON", e);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        String format = manifest.path("fileFormat").asText();
        if (!format.equals("CSV")) {
            throw new StartFailure(
                    "%s is an inventory in %s, and only CSV is read; choose CSV as its output format, or list the bucket (leave out --inventory)"
                            .formatted(name, format.isEmpty() ? "no format" : format));
        }
        String of = manifest.path("sourceBucket").asText();
        if (!of.equals(bucket)) {
            throw new StartFailure(
                    "%s is an inventory of bucket %s; S3_BUCKET_NAME is %s"
                            .formatted(name, of, bucket));
        }
        List<String> schema =
                Arrays.stream(manifest.path("fileSchema").asText().split(","))
                        .map(String::strip)
                        .toList();
        List<String> missing =
                Stream.of("Key", "Size", "LastModifiedDate", "ETag")
                        .filter(column -> !schema.contains(column))
                        .toList();
        if (!missing.isEmpty()) {
            throw new StartFailure(
                    "%s lacks %s; add it to the inventory's additional metadata fields"
                            .formatted(name, String.join(", ", missing)));
        }
        List<DataFile> files = new ArrayList<>();
        manifest.path("files")
                .forEach(
                        file ->
                                files.add(
                                        new DataFile(
                                                file.path("key").asText(),
                                                file.path("MD5checksum").asText())));
        return new InventoryManifest(
                files,
                new Columns(
                        schema.indexOf("Key"),
                        schema.indexOf("Size"),
                        schema.indexOf("LastModifiedDate"),
                        schema.indexOf("ETag"),
                        schema.indexOf("IsLatest"),
                        schema.indexOf("IsDeleteMarker")));
    }
}
