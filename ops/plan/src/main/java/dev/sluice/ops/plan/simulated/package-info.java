/** A queue and its workers, event by event. Nothing in here has run on AWS. */
@NullMarked
package dev.sluice.ops.plan.simulated;

import org.jspecify.annotations.NullMarked;
