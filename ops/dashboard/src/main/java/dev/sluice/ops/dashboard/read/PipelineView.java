package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Stages.Stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A pipeline as {@code pipeline.yaml} says it, for people. */
public record PipelineView(
        String name,
        String task,
        String version,
        String match,
        List<String> extensions,
        List<String> artifacts,
        String rows,
        String results,
        long largest,
        int attempts,
        long timeoutSeconds,
        long leaseSeconds,
        long retentionDays,
        List<Model> models,
        List<StageLimits> stages,
        Map<String, String> ids) {

    /**
     * @param delayMillis longest wait for a batch
     */
    public record Model(String name, String file, String version, int batch, double delayMillis) {}

    /**
     * @param jobs that a worker does at the same time
     */
    public record StageLimits(String name, long timeoutSeconds, int attempts, int jobs) {
        static StageLimits of(Stage stage) {
            return new StageLimits(
                    stage.name(),
                    stage.limits().timeout().toSeconds(),
                    stage.limits().attempts(),
                    stage.jobs());
        }
    }

    public static PipelineView of(Pipeline pipeline) {
        List<Model> models = new ArrayList<>();
        pipeline.models()
                .forEach(
                        (name, model) ->
                                models.add(
                                        new Model(
                                                name,
                                                model.file(),
                                                model.version(),
                                                model.batch().max(),
                                                model.batch().maxDelay().toNanos() / 1e6)));
        Map<String, String> ids = new TreeMap<>();
        pipeline.ids().forEach((name, rule) -> ids.put(name, rule.pattern()));
        return new PipelineView(
                pipeline.name(),
                pipeline.task(),
                pipeline.version(),
                pipeline.match().toString(),
                pipeline.match().alternatives().stream().sorted().toList(),
                pipeline.output().artifacts(),
                pipeline.output().rows().name(),
                pipeline.output().documents().results().name(),
                pipeline.limits().object(),
                pipeline.limits().attempts(),
                pipeline.limits().timeout().toSeconds(),
                pipeline.lease().toSeconds(),
                pipeline.retention().toDays(),
                models,
                pipeline.stages().all().stream().map(StageLimits::of).toList(),
                ids);
    }
}
