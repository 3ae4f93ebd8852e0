/** {@code submit}: pictures into the fleet, results back. */
@NullMarked
package dev.sluice.ops.cli.submit;

import org.jspecify.annotations.NullMarked;
