/** How bright thin crystals on an oxidised wafer look under a microscope. */
@NullMarked
package dev.sluice.ops.local.optics;

import org.jspecify.annotations.NullMarked;
