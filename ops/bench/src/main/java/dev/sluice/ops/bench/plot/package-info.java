/** Pictures of what benchmarks measured, drawn from their JSON alone. */
@NullMarked
package dev.sluice.ops.bench.plot;

import org.jspecify.annotations.NullMarked;
