/** {@code backfill}, {@code redrive} and {@code erase}: what operators mend, and take away. */
@NullMarked
package dev.sluice.ops.cli.mend;

import org.jspecify.annotations.NullMarked;
