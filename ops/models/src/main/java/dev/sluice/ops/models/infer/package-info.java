/** What a model needs of its pipeline, worked out from what is known of it. */
@NullMarked
package dev.sluice.ops.models.infer;

import org.jspecify.annotations.NullMarked;
