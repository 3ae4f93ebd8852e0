/** Vectors of what customers keep in collections: where they are durable. */
@NullMarked
package dev.sluice.shared.vector;

import org.jspecify.annotations.NullMarked;
