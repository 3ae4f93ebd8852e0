/** How many jobs come when. */
@NullMarked
package dev.sluice.ops.plan.load;

import org.jspecify.annotations.NullMarked;
