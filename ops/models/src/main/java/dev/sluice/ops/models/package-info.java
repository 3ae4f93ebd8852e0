/** From a model to a pipeline that serves it. */
@NullMarked
package dev.sluice.ops.models;

import org.jspecify.annotations.NullMarked;
