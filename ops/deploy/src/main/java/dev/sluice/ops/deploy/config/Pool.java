package dev.sluice.ops.deploy.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Workers alike: an autoscaling group.
 *
 * @param name within the fleet
 * @param pipelines that they serve
 * @param instances any of these types, the best liked first
 * @param spot how many of them are spot instances
 * @param size how many there are
 * @param scaling how the number follows the work
 * @param warm instances that wait, stopped
 * @param machine what each is like
 */
public record Pool(
        String name,
        List<String> pipelines,
        List<InstanceType> instances,
        Spot spot,
        Size size,
        Scaling scaling,
        Optional<Warm> warm,
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
        /** None are. */
        public static final Spot NONE = new Spot(0, 100);
    }

    public record Size(int min, int max) {}

    /**
     * @param target backlog in seconds of work for each worker that is aimed at
     * @param cooldown after which the next step from zero may come
     * @param warmUp from an instance's start until it takes its share
     * @param schedule changes of the least and greatest number, by the clock
     */
    public record Scaling(
            Duration target, Duration cooldown, Duration warmUp, List<Scheduled> schedule) {
        public Scaling {
            schedule = List.copyOf(schedule);
        }
    }

    /**
     * @param name within the pool
     * @param cron five fields
     * @param zone of the clock, such as {@code Europe/Berlin}
     */
    public record Scheduled(
            String name, String cron, String zone, OptionalInt min, OptionalInt max) {}

    /**
     * @param min instances that wait
     */
    public record Warm(int min) {}

    /**
     * @param disk GiB of the root volume
     * @param drain longest drain of a worker
     * @param image SSM parameter of the AMI, if it is another than ours
     */
    public record Machine(int disk, Duration drain, Optional<String> image) {}

    /** All instances have one, or none has. */
    public boolean gpu() {
        return instances.getFirst().gpu();
    }

    /** The dearest of its types, for what it may cost at most. */
    public double dollars() {
        return instances.stream().mapToDouble(InstanceType::dollars).max().orElse(0);
    }
}
