package dev.sluice.ops.bench.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.job.Job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Where a job's permit was meanwhile, in mean milliseconds, waits included, as result documents
 * tell; {@code write} is what is left between two uses of a permit.
 */
record Stages(double fetch, double decode, double model, double write) {
    private static final int DOCUMENTS = 200;
    private static final JsonMapper JSON = new JsonMapper();

    /** Reads some of these jobs' documents; one that was on its way at the end may have none. */
    static Stages read(Stand stand, List<Job> jobs, int permits, double perSecond)
            throws IOException {
        List<JsonNode> told = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i += Math.max(1, jobs.size() / DOCUMENTS)) {
            Job job = jobs.get(i);
            String key =
                    "%s/%s-result/%s_result.json"
                            .formatted(job.customerID(), job.pipeline(), job.imageID());
            Optional<byte[]> document = stand.result(key);
            if (document.isPresent()) {
                told.add(JSON.readTree(document.get()).path("milliseconds"));
            }
        }
        if (told.isEmpty()) {
            throw new IOException("no results of " + jobs.size() + " jobs");
        }
        double fetch = mean(told, each -> each.path("fetch").asDouble());
        double decode =
                mean(told, each -> each.path("decode").asDouble() + each.path("task").asDouble());
        double model = mean(told, each -> each.path("model").asDouble());
        double whole = permits / perSecond * 1000;
        return new Stages(fetch, decode, model, Math.max(0, whole - fetch - decode - model));
    }

    private static double mean(List<JsonNode> told, ToDoubleFunction<JsonNode> millis) {
        return told.stream().mapToDouble(millis).average().orElseThrow();
    }
}
