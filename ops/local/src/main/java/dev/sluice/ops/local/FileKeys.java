package dev.sluice.ops.local;

import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which keys can be held where objects are files. S3 holds any of up to 1,024 bytes; what we cannot
 * is refused as a feature that is not implemented, and never stored under another name.
 */
final class FileKeys {
    /** S3's own limit. */
    private static final int LONGEST = 1024;

    /** Of most file systems, less the suffix of 37 that S3Proxy gives a file while it writes it. */
    private static final int LONGEST_NAME = 255 - 37;

    private FileKeys() {}

    /**
     * @param size bytes, as far as they are known
     * @throws S3Exception 400 if S3 would refuse the key, too, 501 if only we do
     */
    static void check(String key, long size) {
        if (bytes(key) > LONGEST) {
            throw S3Exceptions.invalidArgument(
                    "Your key is too long: %d bytes, and %d are allowed"
                            .formatted(bytes(key), LONGEST));
        }
        Optional<String> problem = problem(key);
        if (problem.isPresent()) {
            throw notHeld(key, problem.get(), null);
        }
        if (isMarker(key) && size > 0) {
            throw notHeld(key, "it ends with a slash and has content", null);
        }
    }

    /** Whether an object of this key may be there. */
    static boolean isHeld(String key) {
        return bytes(key) <= LONGEST && problem(key).isEmpty();
    }

    /** What consoles make of a new folder: an empty object whose key ends with a slash. */
    static boolean isMarker(String key) {
        return key.endsWith("/");
    }

    /** What a failed write is to the client: a 501 if the key was the reason. */
    static RuntimeException failure(String key, Exception failed) {
        boolean isKey =
                Stream.iterate((Throwable) failed, e -> e != null, Throwable::getCause)
                        .anyMatch(FileKeys::isCollision);
        if (isKey) {
            return notHeld(
                    key, "a key above or below it is taken, and a file is no folder", failed);
        }
        return failed instanceof RuntimeException e ? e : new IllegalStateException(failed);
    }

    private static boolean isCollision(Throwable e) {
        return e instanceof NoSuchFileException
                || e instanceof DirectoryNotEmptyException
                || (e instanceof FileSystemException refused
                        && String.valueOf(refused.getReason()).matches("(Not|Is) a directory"));
    }

    private static Optional<String> problem(String key) {
        String[] names = key.split("/", -1);
        for (int i = 0; i < names.length; i++) {
            boolean last = i == names.length - 1;
            if (names[i].isEmpty() && !(last && i > 0)) {
                return Optional.of("it has an empty name between slashes");
            }
            if (names[i].equals(".") || names[i].equals("..")) {
                return Optional.of("it has . or .. between slashes");
            }
            if (bytes(names[i]) > LONGEST_NAME) {
                return Optional.of(
                        "a name between slashes has more than %d bytes".formatted(LONGEST_NAME));
            }
        }
        return Optional.empty();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static S3Exception notHeld(String key, String why, @Nullable Throwable cause) {
        String message =
                "This local S3 keeps objects as files and cannot hold %s: %s; on AWS it can be written"
                        .formatted(key, why);
        return (S3Exception)
                S3Exception.builder()
                        .statusCode(501)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode("NotImplemented")
                                        .errorMessage(message)
                                        .build())
                        .message(message)
                        .cause(cause)
                        .build();
    }
}
