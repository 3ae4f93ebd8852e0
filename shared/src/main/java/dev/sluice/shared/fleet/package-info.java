/** The fleet table: who works, which pipelines are paused, and locks. */
@NullMarked
package dev.sluice.shared.fleet;

import org.jspecify.annotations.NullMarked;
