/** What shells know of the command line. */
@NullMarked
package dev.sluice.ops.cli.completion;

import org.jspecify.annotations.NullMarked;
