/** Flakes beside a plain script. */
@NullMarked
package dev.sluice.ops.bench.flakes;

import org.jspecify.annotations.NullMarked;
