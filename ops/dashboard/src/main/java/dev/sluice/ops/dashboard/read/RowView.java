package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.job.Row;

import org.jspecify.annotations.Nullable;

/**
 * A row as lists show it. Texts may hold whatever customers wrote.
 *
 * @param reason the sentence of a failed one
 * @param reasonCode its code
 * @param size of the upload in bytes
 * @param createdAt ms since 1970, when the upload's event was
 * @param updatedAt the last change
 */
public record RowView(
        String customer,
        String item,
        @Nullable String pipeline,
        String status,
        @Nullable String headline,
        @Nullable String reasonCode,
        @Nullable String reason,
        @Nullable String key,
        @Nullable Long size,
        @Nullable Long createdAt,
        @Nullable Long updatedAt,
        boolean thumbnail) {

    public static RowView of(Row row) {
        String stored = row.text("failureReason").orElse("");
        int colon = stored.indexOf(':');
        boolean failed = row.status().filter(Row.Status.FAILED::equals).isPresent();
        return new RowView(
                row.customerID(),
                row.rowID(),
                row.text("pipeline").orElse(null),
                row.text("processingStatus").orElse("unknown"),
                row.headline().orElse(null),
                failed && colon > 0 ? stored.substring(0, colon) : null,
                failed ? stored.substring(colon + 1).strip() : null,
                row.text("s3Key").orElse(null),
                row.number("imageSize").orElse(null),
                row.number("createdAt").orElse(null),
                row.number("updatedAt").orElse(null),
                row.text("thumbnailKey").isPresent());
    }

    /** The code of a row's reason; empty if it has none. */
    static String code(Row row) {
        String stored = row.text("failureReason").orElse("");
        return stored.substring(0, Math.max(0, stored.indexOf(':')));
    }
}
