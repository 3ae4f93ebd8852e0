/** Which releases of a pipeline do what, and where they come from. */
@NullMarked
package dev.sluice.shared.release;

import org.jspecify.annotations.NullMarked;
