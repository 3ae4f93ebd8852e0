/**
 * Generated pictures of thin crystals that are hard to search, with the truth about what is on
 * them.
 */
@NullMarked
package dev.sluice.ops.local.wafer;

import org.jspecify.annotations.NullMarked;
