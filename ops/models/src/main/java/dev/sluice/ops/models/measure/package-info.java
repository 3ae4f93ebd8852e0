/** What a pipeline costs on this machine, and what suits it. */
@NullMarked
package dev.sluice.ops.models.measure;

import org.jspecify.annotations.NullMarked;
