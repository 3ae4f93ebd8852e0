package dev.sluice.worker.flow;

import dev.sluice.shared.job.Job;

import java.util.Map;

/**
 * An object that a customer put there, and the job that it makes.
 *
 * @param ids the variables of its key
 */
record Upload(Job job, Map<String, String> ids) {
    Upload {
        ids = Map.copyOf(ids);
    }
}
