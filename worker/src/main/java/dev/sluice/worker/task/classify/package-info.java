/** Any ONNX classifier with a list of labels, by {@code pipeline.yaml} alone. */
@NullMarked
package dev.sluice.worker.task.classify;

import org.jspecify.annotations.NullMarked;
