/** Measures speed and cost, each as a ratio in one run; README.md of this module tells how. */
@NullMarked
package dev.sluice.ops.bench;

import org.jspecify.annotations.NullMarked;
