package dev.sluice.ops.cli.models;

import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.ops.models.trial.Sample;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The newest uploads that a fleet has completed with a pipeline. */
record UploadedPictures(Fleet fleet, Pipeline pipeline) {
    /** Rows of other pipelines lie between them. */
    private static final int LOOKED_AT = 10;

    /**
     * Fetches them; what is gone from S3 by now is left out.
     *
     * @param into a folder
     */
    List<Sample> newest(Optional<String> customer, int most, Path into) throws IOException {
        Rows rows = new Rows(fleet.clients().dynamodb(), fleet.settings().table());
        List<Row> newest =
                customer.isPresent()
                        ? rows.newest(customer.get(), false, LOOKED_AT * most)
                        : rows.recent(Instant.now(), LOOKED_AT * most);
        List<Sample> pictures = new ArrayList<>();
        for (Row row : newest) {
            Optional<String> key =
                    row.text("s3Key").filter(each -> pipeline.variables(each).isPresent());
            if (pictures.size() < most
                    && key.isPresent()
                    && row.status().equals(Optional.of(Row.Status.COMPLETED))) {
                fetch(key.get(), into.resolve("%03d-".formatted(pictures.size()) + name(key.get())))
                        .ifPresent(pictures::add);
            }
        }
        return pictures;
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    private Optional<Sample> fetch(String key, Path file) throws IOException {
        try {
            Files.write(
                    file,
                    fleet.clients()
                            .s3()
                            .getObjectAsBytes(get -> get.bucket(fleet.settings().bucket()).key(key))
                            .asByteArrayUnsafe());
            return Optional.of(new Sample(file, Optional.empty()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
