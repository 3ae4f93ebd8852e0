package dev.sluice.worker.flow;

import dev.sluice.shared.pipeline.Stages;
import dev.sluice.shared.pipeline.Stages.Stage;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.stage.Manifest;
import dev.sluice.worker.stage.StageFiles;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all stages together have to say, for the result document. */
record StageReport(Stages stages, StageFiles files) {
    /**
     * The whole job's result.
     *
     * @param last the last stage's
     * @param manifest the last stage's
     */
    Result of(Result last, Manifest manifest) throws IOException, InterruptedException {
        List<Map<String, Object>> told = new ArrayList<>();
        Map<String, Object> summary = new LinkedHashMap<>(last.summary());
        for (Stage stage : stages.all()) {
            Optional<Manifest> of =
                    stage.name().equals(manifest.stage())
                            ? Optional.of(manifest)
                            : files.manifest(stage);
            of.ifPresent(each -> told.add(told(stage, each)));
            of.ifPresent(each -> summary.put(stage.name() + "Seconds", each.seconds()));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("method", "stages");
        document.put("job_id", files.job().imageID());
        document.put("stages", told);
        return new Result(last.headline(), document, summary, last.attributes(), last.artifacts());
    }

    private Map<String, Object> told(Stage stage, Manifest manifest) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("stage", stage.name());
        told.put("seconds", manifest.seconds());
        told.put("version", manifest.upload().version());
        told.put("log", files.key(stage, StageFiles.LOG));
        told.put(
                "files",
                manifest.files().stream()
                        .map(
                                entry ->
                                        Map.of(
                                                "key", files.key(stage, entry.name()),
                                                "bytes", entry.bytes()))
                        .toList());
        told.put("result", manifest.result().members());
        return told;
    }
}
