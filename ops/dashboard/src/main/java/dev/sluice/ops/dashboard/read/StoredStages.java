package dev.sluice.ops.dashboard.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Stages.Stage;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the stages of a long job have left in the store, by the manifests that they wrote last of
 * all.
 *
 * @param bucket of results
 */
public record StoredStages(S3Client s3, String bucket) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MANIFEST = "_stage.json";

    /** The end of what its program wrote, which no manifest names. */
    public static final String LOG = "_log.txt";

    /** Bytes of a manifest that are read, and files that are told of: it is a page for people. */
    private static final int LONGEST = 4 << 20;

    private static final int MOST = 200;

    /**
     * What one stage left.
     *
     * @param folder of its files
     * @param seconds that it took
     * @param headline a line of its own; empty if it has none
     * @param count of all files, of which {@code files} has the first
     */
    public record Stored(
            String stage,
            String folder,
            long seconds,
            String headline,
            int count,
            List<StoredFile> files) {}

    /**
     * A file.
     *
     * @param name relative to the stage's folder, with slashes
     */
    public record StoredFile(String name, long bytes) {}

    /** Of the stages that were done for this very upload, in their order. */
    public List<Stored> of(Row row, Pipeline pipeline) {
        List<Stored> all = new ArrayList<>();
        for (Stage stage : pipeline.stages().all()) {
            Optional<String> folder = folder(row, pipeline, stage);
            manifest(row, pipeline, stage)
                    .map(found -> stored(stage, folder.orElseThrow(), found))
                    .ifPresent(all::add);
        }
        return all;
    }

    private static Stored stored(Stage stage, String folder, JsonNode manifest) {
        List<StoredFile> files = new ArrayList<>();
        for (JsonNode file : manifest.path("files")) {
            if (files.size() < MOST) {
                files.add(new StoredFile(file.path("name").asText(), file.path("bytes").asLong()));
            }
        }
        return new Stored(
                stage.name(),
                folder,
                manifest.path("seconds").asLong(),
                manifest.path("result").path("headline").asText(),
                manifest.path("files").size(),
                files);
    }

    /**
     * The key of a file that a stage left, or of its log.
     *
     * @return empty if its manifest does not name it
     */
    public Optional<String> key(Row row, Pipeline pipeline, String stage, String name) {
        Optional<Stage> of = pipeline.stages().named(stage);
        if (of.isEmpty()) {
            return Optional.empty();
        }
        boolean named =
                name.equals(LOG)
                        || manifest(row, pipeline, of.get()).stream()
                                .flatMap(found -> found.path("files").valueStream())
                                .anyMatch(file -> file.path("name").asText().equals(name));
        return named
                ? folder(row, pipeline, of.get()).map(in -> in + "/" + name)
                : Optional.empty();
    }

    private static Optional<String> folder(Row row, Pipeline pipeline, Stage stage) {
        return row.text("s3Key").flatMap(pipeline::variables).map(stage.folder()::render);
    }

    /** A manifest of another content's run tells nothing of this upload. */
    private Optional<JsonNode> manifest(Row row, Pipeline pipeline, Stage stage) {
        return folder(row, pipeline, stage)
                .flatMap(in -> read(in + "/" + MANIFEST))
                .filter(
                        found ->
                                row.text("eTag")
                                        .equals(
                                                Optional.of(
                                                        found.path("upload")
                                                                .path("eTag")
                                                                .asText())));
    }

    private Optional<JsonNode> read(String key) {
        try (var bytes = s3.getObject(get -> get.bucket(bucket).key(key))) {
            return Optional.of(JSON.readTree(bytes.readNBytes(LONGEST)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // cut off, or somebody else's
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
