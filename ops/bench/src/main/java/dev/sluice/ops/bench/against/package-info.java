/** One build beside another: the same work, by turns, in one run. */
@NullMarked
package dev.sluice.ops.bench.against;

import org.jspecify.annotations.NullMarked;
