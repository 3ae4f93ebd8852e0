package dev.sluice.worker.task.flakes;

/** How flakes are found. */
public enum Method {
    /** Even regions first, whatever their contrast; then their thickness. */
    REGIONS("regions"),
    /** The class of every pixel first, by the model; then what is connected. */
    CLASSICAL("2DMatGMM"),
    /** By an instance-segmentation model of the user's. */
    INSTANCES("instance segmentation");

    private final String label;

    Method(String label) {
        this.label = label;
    }

    /** As result documents name it. */
    String label() {
        return label;
    }
}
