package dev.sluice.ops.fleet;

import dev.sluice.shared.job.Parts.Part;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.Map;
import java.util.Optional;

/**
 * A file to upload, and where it will lie.
 *
 * @param file what it is called here
 * @param variables of the pipeline's key pattern
 */
public record Submission(String file, Pipeline pipeline, Map<String, String> variables) {
    public Submission {
        variables = Map.copyOf(variables);
    }

    public String customerID() {
        return variables.getOrDefault("customerID", "");
    }

    public String imageID() {
        return variables.getOrDefault("imageID", rowID());
    }

    /** The object's key. */
    public String key() {
        return pipeline.match().render(variables);
    }

    /** The row's sort key. */
    public String rowID() {
        return pipeline.row().render(variables);
    }

    /** What a row says of this part, where uploads of the pipeline come in parts. */
    public Optional<Part> part(Row row) {
        String key = key();
        return pipeline.part(key)
                .flatMap(name -> Optional.ofNullable(row.parts().byName().get(name)))
                .filter(part -> key.endsWith("/" + part.file()));
    }

    /** Why it failed, if it did: a part may although its row is completed. */
    public Optional<String> failure(Row row) {
        return pipeline.inParts()
                ? part(row).flatMap(Part::failureReason)
                : row.text("failureReason");
    }
}
