/** More workers, longer queues. */
@NullMarked
package dev.sluice.ops.bench.scale;

import org.jspecify.annotations.NullMarked;
