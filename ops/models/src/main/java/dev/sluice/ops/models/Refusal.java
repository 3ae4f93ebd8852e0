package dev.sluice.ops.models;

import dev.sluice.ops.models.onnx.Graph;
import dev.sluice.shared.config.StartFailure;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why ONNX Runtime does not load a model, as people say it. */
final class Refusal {
    private static final Pattern OPSET = Pattern.compile("is till opset (\\d+)");
    private static final Pattern FORMAT =
            Pattern.compile("IR version: (\\d+), max supported IR version: (\\d+)");
    private static final Pattern OPERATOR =
            Pattern.compile(
                    "([\\w.]*:?\\w+)\\(-?\\d+\\) is not a registered|No Op registered for (\\w+)");

    private Refusal() {}

    static StartFailure of(Path model, Graph graph, StartFailure e) {
        String said = String.valueOf(e.getMessage());
        Matcher opset = OPSET.matcher(said);
        Matcher format = FORMAT.matcher(said);
        Matcher operator = OPERATOR.matcher(said);
        String sentence;
        if (opset.find()) {
            sentence =
                    "%s is written for ONNX opset %d, and ONNX Runtime here takes up to %s; export it with a lower one, 20 for example"
                            .formatted(model, graph.origin().opset(), opset.group(1));
        } else if (format.find()) {
            sentence =
                    "%s is of ONNX's IR version %s, and ONNX Runtime here takes up to %s; export it with an older onnx, or set model.ir_version"
                            .formatted(model, format.group(1), format.group(2));
        } else if (operator.find()) {
            String name = operator.group(1) == null ? operator.group(2) : operator.group(1);
            sentence =
                    "%s uses the operator %s, which ONNX Runtime does not have; export it without"
                            .formatted(model, name);
        } else {
            return e;
        }
        return new StartFailure(sentence, e);
    }
}
