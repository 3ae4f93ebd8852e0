/** What a million pictures cost in requests to AWS. */
@NullMarked
package dev.sluice.ops.bench.cost;

import org.jspecify.annotations.NullMarked;
