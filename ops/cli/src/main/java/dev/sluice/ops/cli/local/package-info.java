/** The whole fleet on this machine, for {@code up} and {@code demo}. */
@NullMarked
package dev.sluice.ops.cli.local;

import org.jspecify.annotations.NullMarked;
