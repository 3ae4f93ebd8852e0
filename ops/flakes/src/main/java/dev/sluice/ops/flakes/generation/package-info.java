/** Writes generated pictures with their truth. */
@NullMarked
package dev.sluice.ops.flakes.generation;

import org.jspecify.annotations.NullMarked;
