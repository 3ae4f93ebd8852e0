/** Flakes as people outline them: COCO and LabelMe. */
@NullMarked
package dev.sluice.ops.flakes.annotation;

import org.jspecify.annotations.NullMarked;
