package dev.sluice.worker.task.splats.gaussians;

/** A photo without its lens's distortion, and where it was taken. */
record View(String name, Lens lens, Pose pose, Photo photo) {
    /** Half as wide and high. */
    View half() {
        return new View(name, lens.times(0.5f, 0.5f), pose, Photo.of(photo.picture().half()));
    }
}
