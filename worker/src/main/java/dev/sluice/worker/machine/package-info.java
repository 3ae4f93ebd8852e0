/** What all jobs of a worker share: cores and memory. */
@NullMarked
package dev.sluice.worker.machine;

import org.jspecify.annotations.NullMarked;
