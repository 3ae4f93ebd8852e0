package dev.sluice.worker.flow;

import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.rows.JobTable.TableUnavailable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.vector.VectorTable.VectorsUnavailable;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.model.ModelBroken;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.RunTooLong;
import dev.sluice.worker.task.AttemptFailed;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What an exception means for a job (RULES 10): the world out of reach is another try as long as
 * the queue allows; a task that fails gets its attempts; a broken model blames nobody.
 */
final class Judge {
    private static final Logger log = LoggerFactory.getLogger(Judge.class);

    private final Pipeline pipeline;
    private final Health health;
    private final Patience patience;
    private final Lifecycle worker;

    /**
     * Of the models of a release.
     *
     * @param sick whether one is out of order
     * @param broken told when that is found out here
     */
    record Health(BooleanSupplier sick, Consumer<String> broken) {}

    Judge(Pipeline pipeline, Health health, Patience patience, Lifecycle worker) {
        this.pipeline = pipeline;
        this.health = health;
        this.patience = patience;
        this.worker = worker;
    }

    /**
     * The outcome of a job that threw. An object that is gone must be forgotten, however long that
     * takes: customers count on it, and a failed row would tell nobody.
     */
    Outcome of(Throwable e, Upload upload, Lease lease) {
        Outcome outcome = of(e, lease, upload.job());
        return outcome instanceof Outcome.Reject(FailureReason why)
                        && upload.job().kind() == Job.Kind.REMOVED
                ? later(lease, "it is not forgotten yet: " + why)
                : outcome;
    }

    private Outcome of(Throwable e, Lease lease, Job job) {
        Optional<Lease.Ending> ending = lease.ending();
        if (ending.isPresent()) {
            return switch (ending.get()) {
                case LOST -> new Outcome.Lost();
                case CUT_SHORT -> stopped(lease);
                case TIMED_OUT -> timedOut(lease);
                case OUT_OF_REACH -> later(lease, "S3 or DynamoDB take longer than ten minutes");
            };
        }
        return switch (e) {
            case Lease.LeaseLost lost -> new Outcome.Lost();
            case ModelBroken broken -> sick(lease, "the model is broken");
            case StoreUnavailable s3 -> later(lease, s3.getMessage());
            case TableUnavailable dynamodb -> later(lease, dynamodb.getMessage());
            case VectorsUnavailable vectors -> later(lease, vectors.getMessage());
            case InterruptedException stopped -> stopped(lease);
            case Overtaken newer -> overtaken(lease, newer);
            case RunTooLong late ->
                    late.alone() ? timedOut(lease) : later(lease, late.getMessage());
            case AttemptFailed broke ->
                    lastAttempt(lease)
                            ? failed("attempts-exhausted", brokeOff(lease, broke))
                            : later(lease, broke.getMessage());
            case NextStage.Unsent unsent -> later(lease, unsent.getMessage());
            case ModelFailure refused -> refused(lease, refused);
            case OutOfMemoryError full -> {
                worker.broken("out of memory: " + full.getMessage());
                yield sick(lease, "the worker is out of memory");
            }
            default -> bug(lease, job, e);
        };
    }

    private Outcome.Retry later(Lease lease, @Nullable String why) {
        return new Outcome.Retry(patience.trouble().after(attempts(lease)), String.valueOf(why));
    }

    /** At once, unless it is sickness that stops the worker: others may have it, too. */
    private Outcome.Retry stopped(Lease lease) {
        return health.sick().getAsBoolean()
                ? sick(lease, "the model is broken")
                : new Outcome.Retry(Duration.ZERO, "the worker stops");
    }

    private Outcome.Retry sick(Lease lease, String why) {
        return new Outcome.Retry(patience.sick().after(attempts(lease)), why);
    }

    private Outcome overtaken(Lease lease, Overtaken e) {
        return lastAttempt(lease)
                ? failed(
                        "superseded",
                        "S3 holds something newer under this key, but nothing more was heard of it;"
                                + " upload the file again.")
                : new Outcome.Retry(
                        patience.event().after(attempts(lease)), String.valueOf(e.getMessage()));
    }

    private Outcome timedOut(Lease lease) {
        return lastAttempt(lease)
                ? failed(
                        "timeout",
                        "The file took longer than the %s allowed, %d times; make it smaller or upload it again later."
                                .formatted(seconds(pipeline.limits().timeout()), attempts(lease)))
                : later(lease, "limits.timeout has passed");
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    private Outcome refused(Lease lease, ModelFailure e) {
        if (!lastAttempt(lease)) {
            return later(lease, e.getMessage());
        }
        if (!e.proven()) {
            // Nothing has ever run: the model's fault is as likely as the upload's, so the worker
            // stops rather than mark what may be a good file.
            health.broken()
                    .accept(
                            "model %s has failed on every input since it was loaded: %s"
                                    .formatted(pipeline.name(), e.getMessage()));
            return sick(lease, "the model has never worked");
        }
        return failed(
                "attempts-exhausted",
                "The model could not process this file in %d attempts; try another one, or ask us to look at this."
                        .formatted(attempts(lease)));
    }

    private String brokeOff(Lease lease, AttemptFailed e) {
        return "The work on this file broke off %d times, the last time so: %s"
                .formatted(attempts(lease), e.getMessage());
    }

    private Outcome bug(Lease lease, Job job, Throwable e) {
        log.error("{} failed unexpectedly", job.label(), e);
        return lastAttempt(lease)
                ? failed(
                        "internal",
                        "Something went wrong on our side, %d times; the operators can see it in the log."
                                .formatted(attempts(lease)))
                : later(lease, e.toString());
    }

    private static Outcome failed(String code, String sentence) {
        return new Outcome.Reject(new FailureReason(code, sentence));
    }

    private boolean lastAttempt(Lease lease) {
        return pipeline.limits().lastAttempt(attempts(lease));
    }

    private static int attempts(Lease lease) {
        return lease.message().receiveCount();
    }
}
