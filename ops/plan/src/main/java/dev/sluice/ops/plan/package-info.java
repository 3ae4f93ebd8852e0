/** A simulator of a fleet: load, scaling policies, prices; what to expect before it is deployed. */
@NullMarked
package dev.sluice.ops.plan;

import org.jspecify.annotations.NullMarked;
