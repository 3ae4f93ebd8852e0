/** How well accelerators are fed. */
@NullMarked
package dev.sluice.ops.bench.feed;

import org.jspecify.annotations.NullMarked;
