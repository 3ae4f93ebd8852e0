/** Tokens of customers, for the HTTP API. */
@NullMarked
package dev.sluice.ops.cli.tokens;

import org.jspecify.annotations.NullMarked;
