/** A pipeline's folder: its YAML, its model, its labels, and a page about it. */
@NullMarked
package dev.sluice.ops.models.folder;

import org.jspecify.annotations.NullMarked;
