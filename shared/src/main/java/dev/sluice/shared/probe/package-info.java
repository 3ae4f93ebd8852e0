/** One small HTTP port, at which a program says how it is. */
@NullMarked
package dev.sluice.shared.probe;

import org.jspecify.annotations.NullMarked;
