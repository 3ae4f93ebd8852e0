package dev.sluice.ops.bench.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.job.Job;

import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.io.IOException;
import java.util.List;

/**
 * Where a job's permit was meanwhile, in mean milliseconds: the stages as result documents tell
 * them, waits in each included. What is left of the time between two uses of a permit is writing
 * the result, the row and the delete, and waiting at a poller.
 *
 * @param decode the task's own part included, which is making the model's input
 * @param model waiting for the batch, and its run
 */
record Stages(double fetch, double decode, double model, double write) {
    private static final int DOCUMENTS = 200;
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads some documents of these jobs.
     *
     * @param permits jobs that the worker holds at a time
     * @param perSecond that it settled
     */
    static Stages read(Stand stand, List<Job> jobs, int permits, double perSecond)
            throws IOException {
        double fetch = 0;
        double decode = 0;
        double model = 0;
        int read = 0;
        for (int i = 0; i < jobs.size(); i += Math.max(1, jobs.size() / DOCUMENTS)) {
            Job job = jobs.get(i);
            String key =
                    "%s/%s-result/%s_result.json"
                            .formatted(job.customerID(), job.pipeline(), job.imageID());
            try {
                JsonNode times =
                        JSON.readTree(
                                        stand.clients()
                                                .s3()
                                                .getObjectAsBytes(
                                                        get -> get.bucket(job.bucket()).key(key))
                                                .asByteArray())
                                .path("milliseconds");
                fetch += times.path("fetch").asDouble();
                decode += times.path("decode").asDouble() + times.path("task").asDouble();
                model += times.path("model").asDouble();
                read++;
            } catch (NoSuchKeyException e) {
                // still on its way when the worker was stopped
            }
        }
        if (read == 0) {
            throw new IOException("no results of " + jobs.size() + " jobs");
        }
        double known = (fetch + decode + model) / read;
        return new Stages(
                fetch / read,
                decode / read,
                model / read,
                Math.max(0, permits / perSecond * 1000 - known));
    }
}
