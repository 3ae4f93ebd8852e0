package dev.sluice.worker.flow;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Row;
import dev.sluice.worker.output.Milliseconds;
import dev.sluice.worker.output.Result;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a job. Only settling acts on it. */
sealed interface Outcome {
    /** For traces. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** What went wrong, for traces; empty if nothing did. */
    default Optional<String> trouble() {
        return switch (this) {
            case Retry retry -> Optional.of(retry.reason());
            case Reject reject -> Optional.of(reject.reason().code());
            case Lost() -> Optional.of("the lease is over");
            case Done _, Forgotten _, Superseded _, CompletedBefore _, HandedOver _, Ended _ ->
                    Optional.empty();
        };
    }

    /** The result is complete. */
    record Done(Result result, Milliseconds milliseconds) implements Outcome {}

    /** The object is gone, and so is what the task knew of it. */
    record Forgotten() implements Outcome {}

    /**
     * Try again later; the message becomes visible after the delay.
     *
     * @param reason for the log
     */
    record Retry(Duration after, String reason) implements Outcome {}

    /** The upload will never work; the row becomes {@code failed} with this reason. */
    record Reject(FailureReason reason) implements Outcome {}

    /**
     * A newer upload of the key is the answer: nothing is written and the message is deleted (RULES
     * 2, 5).
     */
    record Superseded(String reason) implements Outcome {}

    /**
     * The row says that exactly this upload is completed, and perhaps nobody was told (RULES 5).
     */
    record CompletedBefore(Row row) implements Outcome {}

    /**
     * The stage is done: its files stand in S3, the row tells of the next, and that one's message
     * is sent.
     */
    record HandedOver(String stage) implements Outcome {}

    /** The row says that this very job has failed: somebody stopped it, perhaps. */
    record Ended(FailureReason reason) implements Outcome {}

    /** The lease is over: somebody else has the job, and nothing is called for it here. */
    record Lost() implements Outcome {}
}
