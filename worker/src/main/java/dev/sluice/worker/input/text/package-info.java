/** Texts in UTF-8. */
@NullMarked
package dev.sluice.worker.input.text;

import org.jspecify.annotations.NullMarked;
