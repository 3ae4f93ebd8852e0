package dev.sluice.worker.input;

import dev.sluice.shared.job.FailureReason;

import java.util.Optional;

/** The bytes of an upload, which are known before it is fetched. */
public final class Size {
    private Size() {}

    /**
     * Why an upload is not even fetched, if it is not.
     *
     * @param most the pipeline's {@code limits.object}
     */
    public static Optional<FailureReason> refused(long bytes, long most) {
        if (bytes == 0) {
            return Optional.of(
                    new FailureReason(
                            "empty-object",
                            "The file is empty; upload it again with its content."));
        }
        if (bytes > most) {
            return Optional.of(
                    new FailureReason(
                            "too-many-bytes",
                            "The file has %s, more than the %s allowed; upload a smaller or more compressed one."
                                    .formatted(megabytes(bytes), megabytes(most))));
        }
        return Optional.empty();
    }

    private static String megabytes(long bytes) {
        return bytes < 1_000_000 ? "%d bytes".formatted(bytes) : "%.1f MB".formatted(bytes / 1e6);
    }
}
