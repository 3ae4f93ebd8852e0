package dev.sluice.worker.task.splats.gaussians;

/** A pinhole, in pixels of its picture, whose first pixel's middle is at 0.5. */
record Lens(float focalX, float focalY, float centreX, float centreY) {
    /** For a picture so many times as large. */
    Lens times(float factorX, float factorY) {
        return new Lens(focalX * factorX, focalY * factorY, centreX * factorX, centreY * factorY);
    }
}
