/** A picture as a network wants it: size, colours, layout, number type. */
@NullMarked
package dev.sluice.worker.task.picture;

import org.jspecify.annotations.NullMarked;
