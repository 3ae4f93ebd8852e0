package dev.sluice.ops.bench.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.job.Job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
     * Reads some documents of these jobs; those still on their way when the worker stopped have
     * none.
     */
    static Stages read(Stand stand, List<Job> jobs, int permits, double perSecond)
            throws IOException {
        List<JsonNode> times = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i += Math.max(1, jobs.size() / DOCUMENTS)) {
            Job job = jobs.get(i);
            Optional<byte[]> document =
                    stand.result(
                            "%s/%s-result/%s_result.json"
                                    .formatted(job.customerID(), job.pipeline(), job.imageID()));
            if (document.isPresent()) {
                times.add(JSON.readTree(document.get()).path("milliseconds"));
            }
        }
        if (times.isEmpty()) {
            throw new IOException("no results of " + jobs.size() + " jobs");
        }
        double fetch = mean(times, "fetch");
        double decode = mean(times, "decode", "task");
        double model = mean(times, "model");
        double whole = permits / perSecond * 1000;
        return new Stages(fetch, decode, model, Math.max(0, whole - fetch - decode - model));
    }

    private static double mean(List<JsonNode> times, String... stages) {
        return times.stream()
                .mapToDouble(
                        each ->
                                Stream.of(stages)
                                        .mapToDouble(stage -> each.path(stage).asDouble())
                                        .sum())
                .average()
                .orElseThrow();
    }
}
