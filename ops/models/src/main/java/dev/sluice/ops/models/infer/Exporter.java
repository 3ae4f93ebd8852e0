package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Graph;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What wrote a model, as far as the file tells; each has customs of its own. */
enum Exporter {
    ULTRALYTICS("Ultralytics"),
    TIMM("PyTorch, the model from timm"),
    TORCHVISION("PyTorch, the model from torchvision"),
    PYTORCH("PyTorch"),
    KERAS("Keras or TensorFlow"),
    SCIKIT_LEARN("scikit-learn, by skl2onnx"),
    UNKNOWN("unknown");

    /** What PyTorch's newer exporter notes of each node: the modules that it came from. */
    private static final String CLASSES = "pkg.torch.onnx.class_hierarchy";

    private static final Set<String> TABLES =
            Set.of(
                    "ZipMap",
                    "LinearClassifier",
                    "LinearRegressor",
                    "TreeEnsembleClassifier",
                    "TreeEnsembleRegressor",
                    "SVMClassifier");

    private final String written;

    Exporter(String written) {
        this.written = written;
    }

    /** As people write it. */
    String written() {
        return written;
    }

    static Exporter of(Graph graph) {
        Map<String, String> metadata = graph.origin().metadata();
        String producer = graph.origin().producer().toLowerCase(Locale.ROOT);
        if (metadata.getOrDefault("author", "").equals("Ultralytics")
                || (metadata.containsKey("names") && metadata.containsKey("stride"))) {
            return ULTRALYTICS;
        }
        if (producer.contains("skl2onnx")
                || graph.nodes().stream().anyMatch(node -> TABLES.contains(node.operator()))) {
            return SCIKIT_LEARN;
        }
        String classes = metadata.getOrDefault(CLASSES, "");
        if (classes.contains("timm.")) {
            return TIMM;
        }
        if (classes.contains("torchvision.")) {
            return TORCHVISION;
        }
        if (producer.contains("pytorch") || !classes.isEmpty()) {
            return PYTORCH;
        }
        return producer.startsWith("tf") || producer.contains("keras") ? KERAS : UNKNOWN;
    }
}
