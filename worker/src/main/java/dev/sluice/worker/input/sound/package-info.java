/** Sound: WAV and MP3, as 16,000 mono samples a second. */
@NullMarked
package dev.sluice.worker.input.sound;

import org.jspecify.annotations.NullMarked;
