package dev.sluice.ops.fleet;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Row;

import java.util.Optional;

/**
 * An upload that S3 has confirmed.
 *
 * @param eTag without quotes
 * @param before what its row told before the upload, if there was one
 */
public record Sent(Submission submission, String eTag, Optional<Row> before) {
    /**
     * Whether a row tells how this very upload ended. A row that was there before may tell of the
     * same content under the same key, and only its generation tells the two apart.
     */
    public boolean settledBy(Row row) {
        if (submission.pipeline().inParts()) {
            return submission.part(row).filter(part -> part.answered() || part.failed()).isPresent()
                    && !before.flatMap(submission::part).equals(submission.part(row));
        }
        return row.settled()
                && tells(row)
                && !before.map(old -> sameUpload(old, row)).orElse(false);
    }

    private boolean tells(Row row) {
        return row.text("s3Key").equals(Optional.of(submission.key()))
                && row.text("eTag").equals(Optional.of(eTag));
    }

    private static boolean sameUpload(Row old, Row row) {
        if (!old.text("s3Key").equals(row.text("s3Key"))) {
            return false; // generations compare within one key only
        }
        Optional<Generation> was = old.generation();
        Optional<Generation> is = row.generation();
        return was.isPresent() && is.isPresent() && is.get().compareTo(was.get()) <= 0;
    }
}
