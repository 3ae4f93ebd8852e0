package dev.sluice.worker.task;

import dev.sluice.shared.job.Generation;
import dev.sluice.worker.model.Model;

import java.io.IOException;
import java.nio.file.Path;
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

    /**
     * Which event of the object's key this job is for; later ones compare greater. What a task
     * keeps of an object it keeps with this, so that a removal that comes late forgets nothing
     * newer.
     */
    Generation generation();

    /**
     * A folder of this job's own, for artifacts too large for memory; deleted when the job is
     * settled.
     *
     * @throws IOException if there is no room for one
     */
    Path scratch() throws IOException;

    /** The variables of the object's key, such as {@code customerID}. */
    Map<String, String> ids();
}
