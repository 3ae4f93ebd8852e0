package dev.sluice.shared.aws;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A file of a repository in S3.
 *
 * @param path below the repository's address
 */
record ModelObject(String bucket, String key, String path, String eTag, long size) {
    String address() {
        return "s3://" + bucket + "/" + key;
    }

    /** The same object, of a repository that has it in this folder. */
    ModelObject in(String folder) {
        return new ModelObject(bucket, key, folder + "/" + path, eTag, size);
    }

    /** Whether its path names a file below the repository, and not one elsewhere. */
    boolean staysInside() {
        Path relative = Path.of(path);
        return !path.isEmpty()
                && !relative.isAbsolute()
                && relative.normalize().equals(relative)
                && !relative.startsWith("..");
    }

    /** The same for the same content alone, whatever repository it belongs to. */
    String fingerprint() {
        return sha256(String.join("\n", bucket, key, eTag, "" + size));
    }

    /** The same for a repository that nobody has changed. */
    static String fingerprint(List<ModelObject> repository) {
        return sha256(repository.toString());
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
