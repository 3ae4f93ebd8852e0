/** The index of vectors, at a size, beside exact search and another design. */
@NullMarked
package dev.sluice.ops.bench.faces;

import org.jspecify.annotations.NullMarked;
