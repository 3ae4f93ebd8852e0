package dev.sluice.worker.task;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.worker.output.Result;

/** What a task says of an upload. */
public sealed interface Finding {
    /** The result is complete. */
    record Found(Result result) implements Finding {}

    /**
     * The upload will never work.
     *
     * @param why with a sentence that a customer understands
     */
    record Refused(FailureReason why) implements Finding {}
}
