/** From outlined flakes to a material's constants. */
@NullMarked
package dev.sluice.ops.flakes.calibration;

import org.jspecify.annotations.NullMarked;
