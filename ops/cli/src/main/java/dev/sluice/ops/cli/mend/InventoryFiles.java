package dev.sluice.ops.cli.mend;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where an inventory lies: its manifest, and the files that it names. */
sealed interface InventoryFiles {
    byte[] manifest() throws IOException;

    InputStream open(String key) throws IOException;

    /**
     * @param where a file, or {@code s3://bucket/key}
     */
    static InventoryFiles at(String where, S3Client s3) {
        if (!where.startsWith("s3://")) {
            return new Here(Path.of(where));
        }
        URI address = URI.create(where);
        String key = address.getPath();
        if (address.getHost() == null || key == null || key.length() < 2) {
            throw new UsageError("--inventory: %s is not s3://bucket/….json".formatted(where));
        }
        return new InS3(s3, address.getHost(), key.substring(1));
    }

    /** In the bucket where the manifest is; it names them by their keys there. */
    record InS3(S3Client s3, String bucket, String key) implements InventoryFiles {
        @Override
        public byte[] manifest() {
            return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
        }

        @Override
        public InputStream open(String file) {
            return s3.getObject(get -> get.bucket(bucket).key(file));
        }
    }

    /** Copied to this machine: beside the manifest, or as deep below a folder as they were. */
    record Here(Path manifestFile) implements InventoryFiles {
        @Override
        public byte[] manifest() throws IOException {
            if (!Files.isReadable(manifestFile)) {
                throw new UsageError("--inventory: cannot read " + manifestFile);
            }
            return Files.readAllBytes(manifestFile);
        }

        @Override
        public InputStream open(String file) {
            String name = file.substring(file.lastIndexOf('/') + 1);
            Path found =
                    Stream.of(name, "data/" + name, "../data/" + name)
                            .map(manifestFile.toAbsolutePath()::resolveSibling)
                            .filter(Files::isReadable)
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new StartFailure(
                                                    "%s names %s, which is neither beside it nor in a folder data there or one above"
                                                            .formatted(manifestFile, name)));
            try {
                return Files.newInputStream(found);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + found, e);
            }
        }
    }
}
