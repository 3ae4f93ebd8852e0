/** Faces of collections: indexed, matched, listed and deleted. */
@NullMarked
package dev.sluice.ops.cli.faces;

import org.jspecify.annotations.NullMarked;
