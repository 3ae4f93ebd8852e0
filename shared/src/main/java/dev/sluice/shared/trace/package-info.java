/** Following one upload through programs: trace headers, spans, and what a thread works on. */
@NullMarked
package dev.sluice.shared.trace;

import org.jspecify.annotations.NullMarked;
