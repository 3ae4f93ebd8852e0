package dev.sluice.worker.flow;

import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.JobTable.TableUnavailable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.time.Backoff;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.model.ModelBroken;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.ModelHealth;
import dev.sluice.worker.task.Outcome;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an exception means for a job (RULES 10): the world out of reach is another try as long as
 * the queue allows; a task that fails gets its attempts; a broken model blames nobody.
 */
final class Verdict {
    private static final Logger log = LoggerFactory.getLogger(Verdict.class);

    private final Pipeline pipeline;
    private final ModelHealth health;
    private final Backoff backoff;
    private final Consumer<String> onBroken;

    Verdict(Pipeline pipeline, ModelHealth health, Backoff backoff, Consumer<String> onBroken) {
        this.pipeline = pipeline;
        this.health = health;
        this.backoff = backoff;
        this.onBroken = onBroken;
    }

    /**
     * The outcome of a job that threw.
     *
     * @return nothing if the lease is lost: somebody else has the job
     */
    Optional<Outcome> of(Exception e, Lease lease) {
        Optional<Lease.Ending> ending = lease.ending();
        if (ending.isPresent()) {
            return switch (ending.get()) {
                case LOST -> Optional.empty();
                case CUT_SHORT -> Optional.of(new Outcome.Retry(Duration.ZERO, "the worker stops"));
                case TIMED_OUT -> Optional.of(timedOut(lease));
            };
        }
        return switch (e) {
            case Lease.LeaseLost lost -> Optional.empty();
            case ModelBroken broken ->
                    Optional.of(new Outcome.Retry(Duration.ZERO, "the model is broken"));
            case StoreUnavailable s3 -> Optional.of(later(lease, s3));
            case TableUnavailable dynamodb -> Optional.of(later(lease, dynamodb));
            case InterruptedException stopped ->
                    Optional.of(new Outcome.Retry(Duration.ZERO, "the worker stops"));
            case ModelFailure refused -> Optional.of(refused(lease, refused));
            default -> Optional.of(bug(lease, e));
        };
    }

    private Outcome.Retry later(Lease lease, Exception e) {
        return new Outcome.Retry(
                backoff.after(lease.message().receiveCount()), String.valueOf(e.getMessage()));
    }

    private Outcome timedOut(Lease lease) {
        if (lease.outside()) {
            return new Outcome.Retry(
                    backoff.after(attempts(lease)),
                    "S3 or DynamoDB took longer than limits.timeout");
        }
        return lastAttempt(lease)
                ? failed(
                        "timeout",
                        "The picture took longer than the %d s allowed, %d times; scale it down or upload it again later."
                                .formatted(
                                        pipeline.limits().timeout().toSeconds(), attempts(lease)))
                : new Outcome.Retry(backoff.after(attempts(lease)), "limits.timeout has passed");
    }

    private Outcome refused(Lease lease, ModelFailure e) {
        if (!lastAttempt(lease)) {
            return later(lease, e);
        }
        if (!health.proven()) {
            // Nothing has ever run: the model's fault is as likely as the picture's, so the worker
            // stops rather than mark what may be a good picture.
            onBroken.accept(
                    "model %s has failed on every input since it was loaded: %s"
                            .formatted(pipeline.name(), e.getMessage()));
            return new Outcome.Retry(Duration.ZERO, "the model has never worked");
        }
        return failed(
                "attempts-exhausted",
                "The model could not process this picture in %d attempts; try another picture of the scene, or ask us to look at this one."
                        .formatted(attempts(lease)));
    }

    private Outcome bug(Lease lease, Exception e) {
        log.error("message {} failed unexpectedly", lease.message().messageID(), e);
        return lastAttempt(lease)
                ? failed(
                        "internal",
                        "Something went wrong on our side, %d times; the operators can see it in the log."
                                .formatted(attempts(lease)))
                : new Outcome.Retry(backoff.after(attempts(lease)), e.toString());
    }

    private static Outcome failed(String code, String sentence) {
        return new Outcome.Reject(new FailureReason(code, sentence));
    }

    private boolean lastAttempt(Lease lease) {
        return attempts(lease) >= pipeline.limits().attempts();
    }

    private static int attempts(Lease lease) {
        return lease.message().receiveCount();
    }
}
