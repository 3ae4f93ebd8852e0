package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.provision.Topology;

import java.nio.file.Path;

/**
 * A fleet as it is wanted.
 *
 * @param topology what the file and its pipelines ask for of queues, tables and buckets; the same
 *     as {@code ops/sluice provision} makes of the same settings
 */
public record Deployment(FleetConfig config, Topology topology) {
    /**
     * Reads the file and the pipelines that it names.
     *
     * @param shipped the pipelines to deploy unless the file names others
     * @throws dev.sluice.shared.config.InvalidConfiguration with everything that is wrong
     */
    public static Deployment read(Path file, Path shipped) {
        FleetConfig config = FleetConfig.read(file, shipped);
        return new Deployment(config, Topology.of(config.settings(), config.models().pipelines()));
    }
}
