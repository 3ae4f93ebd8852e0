package dev.sluice.ops.flakes.calibration;

import dev.sluice.worker.task.flakes.ContrastProbe;

/**
 * A flake that somebody outlined, as it was measured.
 *
 * @param picture its file's name
 */
record Example(int layers, String picture, ContrastProbe.Contrast contrast) {
    double[] mean() {
        return contrast.mean().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
