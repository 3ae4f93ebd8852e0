/** The command line: {@code ops/sluice}. */
@NullMarked
package dev.sluice.ops.cli;

import org.jspecify.annotations.NullMarked;
