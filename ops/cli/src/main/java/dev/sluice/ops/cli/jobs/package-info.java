/** {@code jobs}: what one does with long jobs. */
@NullMarked
package dev.sluice.ops.cli.jobs;

import org.jspecify.annotations.NullMarked;
