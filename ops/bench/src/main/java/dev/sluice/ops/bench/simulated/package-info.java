/** Workers whose accelerator is simulated: all but the device is real. */
@NullMarked
package dev.sluice.ops.bench.simulated;

import org.jspecify.annotations.NullMarked;
