@NullMarked
package dev.sluice.ops.bench.latency;

import org.jspecify.annotations.NullMarked;
