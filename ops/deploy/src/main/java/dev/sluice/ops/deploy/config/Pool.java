package dev.sluice.ops.deploy.config;

import dev.sluice.ops.deploy.scaling.Scaling;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Workers alike: an autoscaling group.
 *
 * @param name within the fleet
 * @param pipelines that they serve
 * @param instances any of these types, the best liked first
 * @param spot how many of them are spot instances
 * @param scaling how many there are
 * @param warm instances that wait, stopped; empty: none
 * @param machine what each is like
 */
public record Pool(
        String name,
        List<String> pipelines,
        List<InstanceType> instances,
        Spot spot,
        Scaling scaling,
        Optional<Integer> warm,
        Machine machine) {
    public Pool {
        pipelines = List.copyOf(pipelines);
        instances = List.copyOf(instances);
    }

    /**
     * @param onDemandBase instances that are on demand before any is spot
     * @param onDemandPercent of those beyond, 0 to 100
     */
    public record Spot(int onDemandBase, int onDemandPercent) {
        /** All are on demand. */
        public static final Spot NONE = new Spot(0, 100);

        /** Whether any may be. */
        public boolean any() {
            return onDemandPercent < 100;
        }
    }

    /**
     * @param disk GiB of the root volume
     * @param scratch GiB of it that the stages which a worker serves may fill; 0 if it serves none
     * @param drain longest drain of a worker
     * @param image SSM parameter of the AMI, if it is another than ours
     */
    public record Machine(int disk, int scratch, Duration drain, Optional<String> image) {}

    /** All instances have one, or none has. */
    public boolean gpu() {
        return instances.getFirst().gpu();
    }

    /** The type that costs the most: an instance costs no more than that. */
    public InstanceType dearest() {
        return instances.stream()
                .max(Comparator.comparingDouble(InstanceType::dollars))
                .orElseThrow();
    }
}
