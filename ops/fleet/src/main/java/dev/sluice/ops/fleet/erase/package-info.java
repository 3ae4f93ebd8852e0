/** Everything of one customer is removed. */
@NullMarked
package dev.sluice.ops.fleet.erase;

import org.jspecify.annotations.NullMarked;
