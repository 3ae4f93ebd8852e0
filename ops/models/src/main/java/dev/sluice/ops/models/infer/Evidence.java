package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Graph;
import dev.sluice.ops.models.onnx.Value;

/**
 * All that is known of a model before it runs.
 *
 * @param picture the input that takes pictures
 * @param frame how pictures lie in it
 */
record Evidence(Graph graph, Exporter exporter, Beside beside, Value picture, Frame frame) {}
