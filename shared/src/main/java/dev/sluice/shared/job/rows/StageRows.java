package dev.sluice.shared.job.rows;

import static dev.sluice.shared.job.rows.Attributes.document;
import static dev.sluice.shared.job.rows.Attributes.number;
import static dev.sluice.shared.job.rows.Attributes.text;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.JobTable.Written;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a row tells of a job that is done in stages, beside what every row tells. The row decides:
 * it names the one stage that is to be done, and the one message that may do it, so that a stage
 * has one effect however often its message comes, or that of the stage before (RULES 24).
 */
public final class StageRows {
    private final JobTable table;
    private final Pipeline pipeline;

    /**
     * @param pipeline the lane of a stage
     */
    public StageRows(JobTable table, Pipeline pipeline) {
        this.table = table;
        this.pipeline = pipeline;
    }

    /** {@code status}, as customers know it. */
    public enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        ABORTED
    }

    /** The code of the reason for which somebody ended a job by hand. */
    public static final String STOPPED = "stopped";

    /**
     * Who works on a stage.
     *
     * @param messageID of the message
     * @param receives how often it has been received: whoever receives it again takes it over
     */
    public record Claim(String messageID, int receives) {
        String stored() {
            return messageID + "#" + receives;
        }
    }

    /** What a row says to somebody who wants to begin. */
    public sealed interface Begun {
        /**
         * The work is his.
         *
         * @param row as it is now
         */
        record Ours(Row row) implements Begun {}

        /** Somebody else is at it, who was heard of lately. */
        record Others() implements Begun {}

        /**
         * There is nothing to do at this stage.
         *
         * @param row as it is; empty if there is none
         */
        record Nothing(Row row) implements Begun {}
    }

    /**
     * What is told of a stage at work.
     *
     * @param share done of this stage, 0 to 1
     * @param details a line for people
     * @param elapsed since the job was dispatched
     * @param remaining until the job is done, as far as one can tell
     */
    public record Told(
            Optional<Double> share,
            String details,
            Duration elapsed,
            Optional<Duration> remaining) {
        /** Characters of details: a row must stay under 1 KB. */
        static final int LONGEST = 120;

        public Told {
            details =
                    details.codePointCount(0, details.length()) <= LONGEST
                            ? details
                            : details.substring(0, details.offsetByCodePoints(0, LONGEST - 1))
                                    + "…";
        }
    }

    /** A stage's job is to be sent. */
    static void waits(RowUpdate update, Job job, String stage, long now) {
        update.set("jobId", text(job.imageID()));
        update.set("status", text(Status.RUNNING.name()));
        update.set("currentStage", text(stage));
        update.set("details", text("waits for a worker of " + stage));
        update.set("startTime", number(now));
        update.set("elapsedSeconds", number(0));
        update.remove("stageClaim", "progress", "estimatedCompletionSeconds");
    }

    /**
     * Takes the work on a stage.
     *
     * @param silence after so long without a word whoever has it is given up
     */
    public Begun begin(Job job, Claim claim, Duration silence) {
        RowUpdate update = new RowUpdate(table.clock(), Row.Status.PROCESSING);
        update.set("stageClaim", text(claim.stored()));
        update.set("attempt", number(claim.receives()));
        update.set("details", text(stage(job) + " begins"));
        update.compare(":stage", text(stage(job)));
        update.compare(":message", text(claim.messageID() + "#"));
        update.compare(":silent", number(table.clock().instant().minus(silence).toEpochMilli()));
        Written written =
                table.write(update, Conditions.IN_NOBODYS_HANDS, job, ReturnValue.ALL_NEW);
        if (written.done()) {
            return new Begun.Ours(written.row());
        }
        Row row = written.row();
        boolean here =
                row.generation().equals(Optional.of(job.generation()))
                        && !row.settled()
                        && row.text("currentStage").equals(job.stage());
        return here ? new Begun.Others() : new Begun.Nothing(row);
    }

    /**
     * Says how far a stage is, and that somebody is still at it.
     *
     * @return false if it is not his any more: the job was stopped or replaced, or somebody else
     *     has taken it over
     */
    public boolean tell(Job job, Claim claim, Told told) {
        RowUpdate update = new RowUpdate(table.clock(), Row.Status.PROCESSING);
        Map<String, Object> progress = new LinkedHashMap<>();
        told.share().ifPresent(share -> progress.put(stage(job), share));
        update.set("progress", document(progress));
        update.set("details", text(told.details()));
        update.set("elapsedSeconds", number(told.elapsed().toSeconds()));
        told.remaining()
                .ifPresentOrElse(
                        left -> update.set("estimatedCompletionSeconds", number(left.toSeconds())),
                        () -> update.remove("estimatedCompletionSeconds"));
        return mine(update, job, claim);
    }

    /** Whether a stage is still his who has this claim. */
    public boolean holds(Job job, Claim claim) {
        return table.read(job)
                .filter(row -> row.generation().equals(Optional.of(job.generation())))
                .filter(row -> !row.settled())
                .filter(row -> row.text("currentStage").equals(job.stage()))
                .filter(row -> row.text("stageClaim").equals(Optional.of(claim.stored())))
                .isPresent();
    }

    /**
     * A stage is done, and its files stand in S3: the next one is to be done.
     *
     * @param took what the stages have taken so far, this one included
     * @return false if the row says something else by now
     */
    public boolean handOver(Job job, Claim claim, String next, Map<String, Duration> took) {
        RowUpdate update = new RowUpdate(table.clock(), Row.Status.PENDING);
        update.set("currentStage", text(next));
        update.set("details", text("waits for a worker of " + next));
        Map<String, Object> seconds = new LinkedHashMap<>();
        took.forEach((stage, time) -> seconds.put(stage, time.toSeconds()));
        update.set("stageSeconds", document(seconds));
        update.remove("stageClaim", "progress");
        return mine(update, job, claim);
    }

    private boolean mine(RowUpdate update, Job job, Claim claim) {
        update.compare(":stage", text(stage(job)));
        update.compare(":claim", text(claim.stored()));
        return table.write(update, Conditions.IN_THESE_HANDS, job);
    }

    /**
     * Ends a job by hand, whoever works on it; its worker hears of it within seconds.
     *
     * @param job at the stage that its row tells
     * @return false if it had ended, or gone on to another stage, by then
     */
    public boolean stop(Job job, FailureReason why) {
        return new FinalRows(table, pipeline).failed(job, why, 1);
    }

    /** The end of a job, at whichever stage. */
    boolean ended(RowUpdate update, Job job) {
        update.compare(":stage", text(stage(job)));
        long now = table.clock().millis();
        Optional<Long> began = table.read(job).flatMap(row -> row.number("startTime"));
        began.ifPresent(
                start -> update.set("elapsedSeconds", number(Math.max(0, now - start) / 1000)));
        update.remove("stageClaim", "progress", "estimatedCompletionSeconds");
        Optional<AttributeValue> reason = update.value("failureReason");
        Status status = reason.map(why -> status(why.s())).orElse(Status.SUCCEEDED);
        update.set("status", text(status.name()));
        update.set("details", text(details(status, stage(job))));
        return table.write(update, Conditions.AT_THIS_STAGE, job);
    }

    private static String details(Status status, String stage) {
        return switch (status) {
            case SUCCEEDED -> "done";
            case ABORTED -> "stopped during " + stage;
            case TIMED_OUT -> stage + " took too long";
            case FAILED, RUNNING -> stage + " failed";
        };
    }

    private static Status status(String reason) {
        return switch (reason.substring(0, Math.max(0, reason.indexOf(':')))) {
            case "timeout" -> Status.TIMED_OUT;
            case STOPPED -> Status.ABORTED;
            default -> Status.FAILED;
        };
    }

    private static String stage(Job job) {
        return job.stage().orElseThrow();
    }
}
