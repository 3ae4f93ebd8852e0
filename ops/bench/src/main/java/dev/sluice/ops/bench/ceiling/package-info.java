@NullMarked
package dev.sluice.ops.bench.ceiling;

import org.jspecify.annotations.NullMarked;
