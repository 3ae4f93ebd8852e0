/** The clock of a job's work. */
@NullMarked
package dev.sluice.worker.time;

import org.jspecify.annotations.NullMarked;
