package dev.sluice.ops.api.calls;

import dev.sluice.ops.dashboard.read.StoredStages;
import dev.sluice.shared.Settings;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a job's files lie, as its row says it. */
record JobFiles(Settings settings, Pipelines pipelines, Row row) {
    /** An object. */
    record Place(String bucket, String key) {}

    /** What was uploaded, by the part's name or {@code upload}; nothing of what is gone. */
    Map<String, Place> uploads() {
        Map<String, Place> uploads = new LinkedHashMap<>();
        if (row.status().filter(Row.Status.DELETED::equals).isPresent()) {
            return uploads;
        }
        row.text("s3Key").ifPresent(key -> uploads.put("upload", upload(key)));
        pipeline()
                .filter(Pipeline::inParts)
                .ifPresent(
                        pipeline ->
                                variables(pipeline)
                                        .map(pipeline.match()::start)
                                        .ifPresent(
                                                folder ->
                                                        row.parts()
                                                                .byName()
                                                                .forEach(
                                                                        (name, part) ->
                                                                                uploads.put(
                                                                                        name,
                                                                                        upload(
                                                                                                folder
                                                                                                        + part
                                                                                                                .file())))));
        return uploads;
    }

    /** Where the document is, if the job has come to one. */
    Optional<ResultPlace> document() {
        return row.result();
    }

    /** What the task may have made beside the document, by the endings of its keys. */
    Map<String, Place> artifacts() {
        Map<String, Place> artifacts = new LinkedHashMap<>();
        if (row.status().filter(Row.Status.COMPLETED::equals).isPresent()) {
            Optional<Pipeline> pipeline = pipeline();
            List<String> endings =
                    pipeline.map(each -> each.output().artifacts()).orElse(List.of());
            pipeline.flatMap(this::variables)
                    .ifPresent(
                            ids ->
                                    endings.forEach(
                                            ending ->
                                                    artifacts.put(
                                                            ending,
                                                            new Place(
                                                                    settings.resultBucket(),
                                                                    pipeline.get()
                                                                            .output()
                                                                            .artifact(ending)
                                                                            .render(ids)))));
        }
        return artifacts;
    }

    /**
     * What the stages of a long job left, by their names; nothing of one that is done in one go.
     */
    Map<String, Map<String, Place>> stages(StoredStages stored) {
        Map<String, Map<String, Place>> stages = new LinkedHashMap<>();
        pipeline()
                .filter(each -> !each.stages().all().isEmpty())
                .ifPresent(each -> stages(stored, each, stages));
        return stages;
    }

    private void stages(
            StoredStages stored, Pipeline pipeline, Map<String, Map<String, Place>> stages) {
        for (StoredStages.Stored left : stored.of(row, pipeline)) {
            Map<String, Place> files = new LinkedHashMap<>();
            for (StoredStages.StoredFile file : left.files()) {
                files.put(
                        file.name(),
                        new Place(settings.resultBucket(), left.folder() + "/" + file.name()));
            }
            stages.put(left.stage(), files);
        }
    }

    Optional<Pipeline> pipeline() {
        return row.text("pipeline").flatMap(pipelines::named);
    }

    private Place upload(String key) {
        return new Place(settings.bucket(), key);
    }

    /** Of its keys; a row of parts has no key, but its own tells them. */
    private Optional<Map<String, String>> variables(Pipeline pipeline) {
        Optional<String> key = row.text("s3Key");
        if (key.isPresent()) {
            return pipeline.variables(key.get());
        }
        return pipeline.row()
                .match(row.rowID())
                .map(
                        ids -> {
                            Map<String, String> all = new HashMap<>(ids);
                            all.put("customerID", row.customerID());
                            return all;
                        });
    }
}
