/** Faces: found, judged, and made into vectors that are alike for one person. */
@NullMarked
package dev.sluice.worker.task.faces;

import org.jspecify.annotations.NullMarked;
