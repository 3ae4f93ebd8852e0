/** A fleet on AWS by one command. */
@NullMarked
package dev.sluice.ops.cli.deploy;

import org.jspecify.annotations.NullMarked;
