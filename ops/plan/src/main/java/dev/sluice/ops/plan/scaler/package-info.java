/** Who says how many workers there shall be: what we deploy, and what others do. */
@NullMarked
package dev.sluice.ops.plan.scaler;

import org.jspecify.annotations.NullMarked;
