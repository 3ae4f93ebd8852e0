@NullMarked
package dev.sluice.ops.bench.plot;

import org.jspecify.annotations.NullMarked;
