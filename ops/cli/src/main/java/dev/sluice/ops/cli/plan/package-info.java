/** {@code ops/sluice plan}. */
@NullMarked
package dev.sluice.ops.cli.plan;

import org.jspecify.annotations.NullMarked;
