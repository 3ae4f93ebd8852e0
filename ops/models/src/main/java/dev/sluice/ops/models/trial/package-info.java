/** Runs pictures through a pipeline's real task. */
@NullMarked
package dev.sluice.ops.models.trial;

import org.jspecify.annotations.NullMarked;
