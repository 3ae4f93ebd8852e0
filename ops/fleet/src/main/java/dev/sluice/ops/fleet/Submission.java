package dev.sluice.ops.fleet;

import dev.sluice.shared.pipeline.Pipeline;

import java.util.Map;

/**
 * A picture to upload, and where it will lie.
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
}
