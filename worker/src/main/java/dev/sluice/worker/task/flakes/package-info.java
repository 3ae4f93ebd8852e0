/**
 * Finds flakes of two-dimensional materials in microscope pictures by their optical contrast
 * (2DMatGMM: Uslu et al., Mach. Learn.: Sci. Technol. 5 015027, doi 10.1088/2632-2153/ad2287).
 */
@NullMarked
package dev.sluice.worker.task.flakes;

import org.jspecify.annotations.NullMarked;
