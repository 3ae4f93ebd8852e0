/** {@code up}: everything, until Ctrl-C. */
@NullMarked
package dev.sluice.ops.cli.up;

import org.jspecify.annotations.NullMarked;
