package dev.sluice.ops.deploy.config;

/**
 * A type of EC2's.
 *
 * @param name such as {@code g6.xlarge}
 * @param vcpus as quotas count them
 * @param dollars an hour on demand, Linux, by the dated list or by the file
 */
public record InstanceType(String name, int vcpus, double dollars) {
    /** The letters before the dot. */
    public String family() {
        return name.substring(0, name.indexOf('.'));
    }

    /** NVIDIA's GPUs are in the families g and p. */
    public boolean gpu() {
        return name.matches("[gp]\\d.*");
    }

    /** AWS's own processors have a g behind the generation. */
    public boolean arm() {
        return name.matches("[a-z]+\\d+g[a-z]*\\..*");
    }
}
