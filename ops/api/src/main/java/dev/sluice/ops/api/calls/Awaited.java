package dev.sluice.ops.api.calls;

import dev.sluice.ops.api.http.Call;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Parts.Part;
import dev.sluice.shared.job.Row;

import java.util.Optional;

/**
 * Which answer a caller waits for. A row may tell of an earlier upload of the same name, and only
 * its generation tells the two apart (RULES 1): any other than the one before is a newer one, for a
 * row never goes back.
 *
 * @param part that must have come to an end, where uploads come in parts
 * @param after the generation before, or {@link #NONE}; empty: whatever the row tells
 */
record Awaited(Optional<String> part, Optional<String> after) {
    private static final String NONE = "none";

    /** What the row tells now, or will. */
    static final Awaited ANY = new Awaited(Optional.empty(), Optional.empty());

    static Awaited of(Call call) {
        return new Awaited(call.text("part"), call.text("after"));
    }

    /**
     * What comes after this.
     *
     * @param row if there is one
     */
    static Awaited after(Optional<String> part, Optional<Row> row) {
        return new Awaited(
                part, Optional.of(row.flatMap(each -> generation(part, each)).orElse(NONE)));
    }

    /** Whether a row tells of what is awaited, ended or not. */
    boolean toldBy(Row row) {
        return after.isEmpty() || !after.equals(generation(part, row).or(() -> Optional.of(NONE)));
    }

    /** Whether a row tells how what is awaited ended. */
    boolean endedBy(Row row) {
        return toldBy(row)
                && (part.isEmpty()
                        ? row.settled()
                        : named(part.get(), row)
                                .filter(each -> each.answered() || each.failed())
                                .isPresent());
    }

    private static Optional<String> generation(Optional<String> part, Row row) {
        return part.isEmpty()
                ? row.generation().map(Generation::toString)
                : named(part.get(), row).map(each -> each.generation().toString());
    }

    private static Optional<Part> named(String part, Row row) {
        return Optional.ofNullable(row.parts().byName().get(part));
    }

    /** As the address has it. */
    String query() {
        String query =
                part.map(name -> "&part=" + JobAddress.encoded(name)).orElse("")
                        + after.map(name -> "&after=" + JobAddress.encoded(name)).orElse("");
        return query.isEmpty() ? "" : "?" + query.substring(1);
    }
}
