package dev.sluice.dispatcher.backfill;

import dev.sluice.dispatcher.requeue.Requeue.Candidate;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;

/** What is found of one object. */
sealed interface Finding {
    /** Nothing is to be done. */
    record Fine(Kind kind) implements Finding {}

    /** A job is to be sent. */
    record Lacking(Kind kind, Candidate candidate) implements Finding {}

    /** An upload without a row that is refused by its name. */
    record Refused(Job job, FailureReason reason) implements Finding {}

    /** What objects are counted as. */
    enum Kind {
        /** No row tells of it. */
        MISSING,
        /** The row tells of what was there before. */
        REPLACED,
        /** Its row has waited too long. */
        STALE,
        /** No row told of it, and now it says that such a file is not taken. */
        REFUSED,
        /** Its row says how it ended. */
        SETTLED,
        /** Its row waits, not yet too long; or it has none yet, and its pipeline writes it last. */
        WAITING,
        /** It came too lately to be missed. */
        YOUNG,
        /** Its row may have expired. */
        EXPIRED,
        /** A newer upload has its row or its results. */
        SUPERSEDED,
        /** It is gone since it was listed. */
        GONE,
        /** No upload: results, folders, what no pipeline takes or the filters leave out. */
        OTHER,
        /** Something changed between looking and writing, so that nothing was to be done. */
        OVERTAKEN,
        /** Its pipeline's queue was full too long, or failed: for another time. */
        LEFT,
        /** Its pipeline is paused: for another time. */
        PAUSED
    }
}
