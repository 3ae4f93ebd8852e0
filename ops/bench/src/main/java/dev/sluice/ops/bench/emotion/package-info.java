/** Faces, voices and texts beside the same models called from Python. */
@NullMarked
package dev.sluice.ops.bench.emotion;

import org.jspecify.annotations.NullMarked;
