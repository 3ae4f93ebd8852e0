@NullMarked
package dev.sluice.ops.bench.peers;

import org.jspecify.annotations.NullMarked;
