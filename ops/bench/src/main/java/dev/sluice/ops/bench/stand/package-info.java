@NullMarked
package dev.sluice.ops.bench.stand;

import org.jspecify.annotations.NullMarked;
