/** Makes releases of pipelines. */
@NullMarked
package dev.sluice.ops.models.release;

import org.jspecify.annotations.NullMarked;
