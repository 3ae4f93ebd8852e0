/** Log lines that nobody can forge, whatever customers name their files. */
@NullMarked
package dev.sluice.shared.log;

import org.jspecify.annotations.NullMarked;
