package dev.sluice.ops.dashboard.read;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/**
 * What metrics say at a moment.
 *
 * @param told by program
 * @param counters as they grew up to now
 */
record Figures(Map<URI, Exposition> told, Counters counters) {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final double MILLION = 1e6;
    private static final String JOBS = "sluice_jobs_total";

    /** Completed jobs a second, of the last minute; null where no worker tells. */
    @Nullable Double jobsPerSecond(String pipeline) {
        return perSecond(
                labels ->
                        pipeline.equals(labels.get("pipeline"))
                                && "completed".equals(labels.get("outcome")));
    }

    @Nullable Double failedPerSecond(String pipeline) {
        return perSecond(
                labels ->
                        pipeline.equals(labels.get("pipeline"))
                                && "rejected".equals(labels.get("outcome")));
    }

    private @Nullable Double perSecond(Predicate<Map<String, String>> which) {
        double seconds = counters.seconds(MINUTE);
        return told.isEmpty() || seconds <= 0
                ? null
                : counters.growth(JOBS, which, MINUTE) / seconds;
    }

    /** Mean batch of the last minute by its limit, 0 to 1; null if none ran. */
    @Nullable Double batchFill(String pipeline) {
        Predicate<Map<String, String>> models =
                labels ->
                        pipeline.isEmpty()
                                || pipeline.equals(
                                        labels.getOrDefault("model", "").split("/", -1)[0]);
        double slots = counters.growth("sluice_batch_slots_total", models, MINUTE);
        return slots <= 0
                ? null
                : counters.growth("sluice_batch_items_total", models, MINUTE) / slots;
    }

    /** Jobs that ended in a row within the last ten minutes. */
    double ended() {
        return counters.growth(
                JOBS,
                labels ->
                        "completed".equals(labels.get("outcome"))
                                || "rejected".equals(labels.get("outcome")),
                Counters.KEPT);
    }

    /** Dollars a million jobs, in requests, of the last ten minutes; null if none ended. */
    @Nullable Double dollarsPerMillion() {
        double jobs = ended();
        return jobs <= 0
                ? null
                : counters.growth("sluice_cost_dollars_total", labels -> true, Counters.KEPT)
                        / jobs
                        * MILLION;
    }

    /** Longest wait of the jobs of the last minute; null where no worker knows. */
    @Nullable Double ageSeconds(String pipeline) {
        return value(
                gauges("sluice_queue_age_seconds", l -> pipeline.equals(l.get("pipeline"))).max());
    }

    /** Part of the time in which kernels run, mean of all GPUs; null without. */
    @Nullable Double gpu() {
        return value(gauges("sluice_gpu_utilization_ratio", labels -> true).average());
    }

    /** Part of the memory of all GPUs that is in use; null without. */
    @Nullable Double gpuMemory() {
        double limit = gauges("sluice_gpu_memory_limit_bytes", labels -> true).sum();
        return limit <= 0
                ? null
                : gauges("sluice_gpu_memory_used_bytes", labels -> true).sum() / limit;
    }

    private DoubleStream gauges(String name, Predicate<Map<String, String>> which) {
        return told.values().stream()
                .flatMap(exposition -> exposition.samples().stream())
                .filter(sample -> sample.name().equals(name) && which.test(sample.labels()))
                .mapToDouble(Exposition.Sample::value)
                .filter(Double::isFinite);
    }

    private static @Nullable Double value(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
