/** The trainer named {@code cpu-gaussians}: photos with poses to 3D Gaussian splats, on a CPU. */
@NullMarked
package dev.sluice.worker.task.splats.gaussians;

import org.jspecify.annotations.NullMarked;
