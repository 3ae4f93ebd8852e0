/** How a program of ours starts, ends, complains and writes its log. */
@NullMarked
package dev.sluice.shared.program;

import org.jspecify.annotations.NullMarked;
