/** {@code pipeline}: makes, checks and tunes pipelines. */
@NullMarked
package dev.sluice.ops.cli.pipeline;

import org.jspecify.annotations.NullMarked;
