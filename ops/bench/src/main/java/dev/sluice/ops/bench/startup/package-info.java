@NullMarked
package dev.sluice.ops.bench.startup;

import org.jspecify.annotations.NullMarked;
