/** Two releases of a pipeline on the same pictures, side by side. */
@NullMarked
package dev.sluice.ops.models.compare;

import org.jspecify.annotations.NullMarked;
