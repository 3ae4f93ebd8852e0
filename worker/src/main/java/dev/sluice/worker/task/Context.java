package dev.sluice.worker.task;

import dev.sluice.worker.model.Model;

import java.util.Map;

/** One job, as its task sees it. */
public interface Context {
    /**
     * A model of the pipeline, as this job sees it; each has batches of its own.
     *
     * @param name as {@code models} of {@code pipeline.yaml} has it, {@link
     *     dev.sluice.shared.pipeline.Pipeline#MODEL} where there is one
     */
    Model model(String name);

    /** The object's user metadata, names in lower case without {@code x-amz-meta-}. */
    Map<String, String> metadata();

    /** Where a long job says how far it is. */
    Progress progress();

    /** The variables of the object's key, such as {@code customerID}. */
    Map<String, String> ids();
}
