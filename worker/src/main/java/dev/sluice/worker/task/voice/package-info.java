/** How somebody speaks: loudness and brightness of the speech in a recording. */
@NullMarked
package dev.sluice.worker.task.voice;

import org.jspecify.annotations.NullMarked;
