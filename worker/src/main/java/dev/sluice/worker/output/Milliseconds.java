package dev.sluice.worker.output;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a job's time went.
 *
 * @param queue from the message's sending to its receipt, by two machines' clocks
 * @param fetch reading the object, waiting for download memory included
 * @param decode waiting for memory, and decoding
 * @param model in calls to the model, waiting for batches included
 * @param task the rest of the task
 */
public record Milliseconds(
        Duration queue, Duration fetch, Duration decode, Duration model, Duration task) {

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("queue", tenths(queue));
        json.put("fetch", tenths(fetch));
        json.put("decode", tenths(decode));
        json.put("model", tenths(model));
        json.put("task", tenths(task));
        return json;
    }

    private static double tenths(Duration duration) {
        return Math.round(duration.toNanos() / 1e5) / 10.0;
    }
}
