/**
 * Photos to 3D Gaussian splats, as three programs of stages: {@link
 * dev.sluice.worker.task.splats.Sfm}, {@link dev.sluice.worker.task.splats.Train}, {@link
 * dev.sluice.worker.task.splats.Compress}.
 */
@NullMarked
package dev.sluice.worker.task.splats;

import org.jspecify.annotations.NullMarked;
