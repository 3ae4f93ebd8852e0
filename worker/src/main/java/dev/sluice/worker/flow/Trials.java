package dev.sluice.worker.flow;

import dev.sluice.shared.job.Job;

/** Releases that a lane tries, on some jobs or beside all. */
public record Trials(Canary canary, Shadow shadow) {
    /**
     * Something became of a job.
     *
     * @param named as its message has it
     * @param upload with the version that did it
     */
    void settled(Job named, Upload upload, Outcome outcome) {
        canary.settled(named.modelVersion(), upload.job().modelVersion(), outcome);
        if (outcome instanceof Outcome.Done done) {
            shadow.completed(upload, done);
        }
    }
}
