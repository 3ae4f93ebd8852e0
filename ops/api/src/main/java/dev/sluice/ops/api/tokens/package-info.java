/** Who may call: tokens of customers, of which only digests are kept. */
@NullMarked
package dev.sluice.ops.api.tokens;

import org.jspecify.annotations.NullMarked;
