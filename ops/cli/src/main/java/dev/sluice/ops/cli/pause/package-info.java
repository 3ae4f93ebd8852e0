/** {@code pause} and {@code resume}: whether workers poll for a pipeline. */
@NullMarked
package dev.sluice.ops.cli.pause;

import org.jspecify.annotations.NullMarked;
