/** {@code ops/sluice flakes}: what one does with a material before its pictures are uploaded. */
@NullMarked
package dev.sluice.ops.cli.flakes;

import org.jspecify.annotations.NullMarked;
