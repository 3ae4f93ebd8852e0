/** Face, voice and text of one capture, and what they say together. */
@NullMarked
package dev.sluice.worker.task.emotion;

import org.jspecify.annotations.NullMarked;
