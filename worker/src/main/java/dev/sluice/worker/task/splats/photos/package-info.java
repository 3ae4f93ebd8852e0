/** From an archive of photos to where each was taken. */
@NullMarked
package dev.sluice.worker.task.splats.photos;

import org.jspecify.annotations.NullMarked;
