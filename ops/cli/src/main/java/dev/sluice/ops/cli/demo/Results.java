package dev.sluice.ops.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.fleet.Submission;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Fetches from S3 what the fleet wrote there. */
final class Results {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a pipeline that draws makes. */
    private static final String ARTIFACT = "result.jpg";

    private static final String PICTURE = "_" + ARTIFACT;

    private final S3Client s3;
    private final String bucket;
    private final Path folder;

    /**
     * @param folder for annotated pictures; those of an earlier demo are removed
     */
    Results(S3Client s3, String bucket, Path folder) {
        this.s3 = s3;
        this.bucket = bucket;
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder, "*" + PICTURE)) {
                for (Path picture : earlier) {
                    Files.delete(picture);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
    }

    /**
     * A completed row without its documents is not completed: the demo then says what is missing.
     */
    Job of(Submission submission, Row row) {
        if (!row.status().equals(Optional.of(Row.Status.COMPLETED))) {
            return new Job(submission, Optional.of(row), Map.of(), Optional.empty());
        }
        Optional<ResultPlace> document = row.result();
        if (document.isEmpty()) {
            return new Job(submission, Optional.empty(), Map.of(), Optional.empty());
        }
        try {
            Map<String, Double> stages = stages(document.get());
            Optional<Path> saved =
                    submission.pipeline().output().artifacts().contains(ARTIFACT)
                            ? Optional.of(save(submission))
                            : Optional.empty();
            return new Job(submission, Optional.of(row), stages, saved);
        } catch (StoreUnavailable | SdkException | IOException e) {
            return new Job(submission, Optional.empty(), Map.of(), Optional.empty());
        }
    }

    private Map<String, Double> stages(ResultPlace place) throws IOException {
        byte[] document = new ObjectStore(s3).result(bucket, place);
        JsonNode milliseconds = JSON.readTree(document).path("milliseconds");
        Map<String, Double> stages = new HashMap<>();
        for (String stage : Job.STAGES) {
            JsonNode value = milliseconds.path(stage);
            if (value.isNumber()) {
                stages.put(stage, value.asDouble());
            }
        }
        return stages;
    }

    private Path save(Submission submission) throws IOException {
        String key =
                submission.pipeline().output().artifact(ARTIFACT).render(submission.variables());
        byte[] picture =
                s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArrayUnsafe();
        return Files.write(folder.resolve(submission.imageID() + PICTURE), picture);
    }
}
