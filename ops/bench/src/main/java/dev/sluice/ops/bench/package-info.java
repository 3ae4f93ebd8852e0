@NullMarked
package dev.sluice.ops.bench;

import org.jspecify.annotations.NullMarked;
