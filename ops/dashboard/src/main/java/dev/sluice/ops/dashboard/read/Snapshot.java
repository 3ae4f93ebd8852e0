package dev.sluice.ops.dashboard.read;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * The fleet at a moment. What nobody tells is null, never 0.
 *
 * @param at ms since 1970
 * @param newest the uploads that changed last
 * @param problems what could not be read, in sentences
 */
public record Snapshot(
        long at,
        Totals totals,
        List<PipelineNow> pipelines,
        List<WorkerNow> workers,
        List<RowView> newest,
        List<String> problems) {

    /**
     * All pipelines together.
     *
     * @param backlogSeconds the longest of any pipeline
     * @param failedLastHour uploads
     * @param dollarsPerMillion jobs of the last ten minutes, in requests to AWS
     * @param floor what it cannot be below
     * @param events messages of the bucket that nobody has dispatched
     */
    public record Totals(
            long waiting,
            long inFlight,
            long dead,
            long events,
            @Nullable Double backlogSeconds,
            @Nullable Double ageSeconds,
            @Nullable Double jobsPerSecond,
            @Nullable Double batchFill,
            @Nullable Double gpu,
            @Nullable Double gpuMemory,
            @Nullable Long failedLastHour,
            @Nullable Double dollarsPerMillion,
            double floor) {}

    /**
     * One pipeline.
     *
     * @param ageSeconds longest wait of the jobs of the last minute
     * @param batchFill mean batch by its limit, of the last minute
     */
    public record PipelineNow(
            String name,
            String version,
            boolean paused,
            long waiting,
            long inFlight,
            long dead,
            @Nullable Double backlogSeconds,
            @Nullable Double ageSeconds,
            @Nullable Double jobsPerSecond,
            @Nullable Double failedPerSecond,
            @Nullable Double batchFill) {}

    /** One program of the fleet, as its row tells of it. */
    public record WorkerNow(
            String kind,
            String id,
            String host,
            String state,
            @Nullable String reason,
            Map<String, String> pipelines,
            int inFlight,
            double jobsPerSecond,
            double batchFill,
            long startedAt,
            long updatedAt) {}
}
