/** Object detection: boxes, classes and confidences, by any detector of a known form. */
@NullMarked
package dev.sluice.worker.task.detect;

import org.jspecify.annotations.NullMarked;
