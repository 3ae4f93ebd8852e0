/** What an ONNX file says of itself, read without its weights. */
@NullMarked
package dev.sluice.ops.models.onnx;

import org.jspecify.annotations.NullMarked;
