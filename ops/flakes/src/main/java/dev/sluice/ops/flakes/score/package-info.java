/** Compares what a pipeline finds with what is there. */
@NullMarked
package dev.sluice.ops.flakes.score;

import org.jspecify.annotations.NullMarked;
