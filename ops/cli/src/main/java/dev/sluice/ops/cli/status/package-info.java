/** {@code status}: what the fleet is doing, read as a customer or an operator would. */
@NullMarked
package dev.sluice.ops.cli.status;

import org.jspecify.annotations.NullMarked;
