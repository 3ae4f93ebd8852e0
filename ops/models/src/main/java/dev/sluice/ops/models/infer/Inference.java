package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Graph;
import dev.sluice.ops.models.onnx.Value;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Works out a model's pipeline from its file and what lies beside it; nothing runs. */
public final class Inference {
    /** Who knows best comes first. */
    private static final List<Source> SOURCES =
            List.of(
                    new Sizes(),
                    new ImageMetadata(),
                    new HuggingFace(),
                    new ScaleInGraph(),
                    new Customs());

    private Inference() {}

    /**
     * @param given values of {@code pipeline.yaml} that the user decided, by key
     * @param labels that the user gave, if any; else empty
     * @throws NotServable if no pipeline can be made of the model
     * @throws IOException if a file beside the model cannot be read
     */
    public static Draft of(Path model, Graph graph, Map<String, ?> given, List<Labels.Found> labels)
            throws NotServable, IOException {
        Draft draft = new Draft();
        given.forEach((key, value) -> draft.say(key, value, Ground.GIVEN, "you said so"));
        Exporter exporter = Exporter.of(graph);
        PictureInputs inputs = new PictureInputs(graph, exporter);
        Value picture = inputs.only();
        Evidence evidence =
                new Evidence(graph, exporter, Beside.of(model), picture, inputs.frame(picture));
        PipelineKeys.tell(draft, model);
        List<Labels.Found> known =
                labels.isEmpty() ? Labels.of(evidence).stream().toList() : labels;
        known.forEach(found -> draft.labels(found.labels()));
        TaskChoice.tell(evidence, draft);
        for (Source source : SOURCES) {
            source.tell(evidence, draft);
        }
        known.forEach(
                found -> draft.say("options.labels", "labels.txt", found.ground(), found.why()));
        return draft;
    }

    /** What wrote the model, as people say it. */
    public static String exporter(Graph graph) {
        Exporter exporter = Exporter.of(graph);
        String producer = graph.origin().producer();
        String version = graph.origin().version();
        String said = producer.isEmpty() ? "nothing" : producer + " " + version;
        return "%s (the file says: %s)"
                .formatted(exporter.written(), said.replace("None", "").strip());
    }
}
