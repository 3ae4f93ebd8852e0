package dev.sluice.ops.deploy.config;

import dev.sluice.ops.deploy.scaling.Scaling;
import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Section;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads one pool of {@code fleet.yaml}. */
final class PoolFile {
    private static final int MOST = 1000;

    /** A lifecycle hook's longest time-out is 7200 s; {@code Pools} adds to the drain. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(7100);

    /** GiB; at least as large as the snapshot of AWS's AMI. */
    private static final int DISK_CPU = 30;

    private static final int DISK_GPU = 75;
    private static final int DISK_MOST = 16_384;

    private final Section pool;
    private final InstanceTypes types;
    private final Served served;
    private final List<String> unnamed;

    /**
     * @param served by the fleet
     * @param unnamed those for a pool that names none
     */
    PoolFile(Section pool, InstanceTypes types, Served served, List<String> unnamed) {
        this.pool = pool;
        this.types = types;
        this.served = served;
        this.unnamed = unnamed;
    }

    Pool read(String name) {
        List<String> pipelines = pipelines();
        List<InstanceType> instances = instances();
        boolean gpu = instances.getFirst().gpu();
        Pool read =
                new Pool(
                        name,
                        pipelines,
                        instances,
                        spot(),
                        Scaling.read(pool.section("scaling"), pipelines),
                        pool.optionalText("warmPool")
                                .map(_ -> pool.integer("warmPool", 1, 1, MOST)),
                        new Pool.Machine(
                                pool.integer(
                                        "disk",
                                        Math.min(
                                                DISK_MOST,
                                                (gpu ? 100 : DISK_CPU) + served.scratch(pipelines)),
                                        gpu ? DISK_GPU : DISK_CPU,
                                        DISK_MOST),
                                served.scratch(pipelines),
                                pool.duration(
                                        "drain",
                                        Duration.ofMinutes(2),
                                        Duration.ofSeconds(20),
                                        LONGEST_DRAIN),
                                pool.optionalText("ami")));
        check(read);
        pool.done();
        return read;
    }

    private List<String> pipelines() {
        List<String> named = pool.texts("pipelines");
        if (served.names().isEmpty()) { // they could not be read, and so the fleet cannot be
            return named.isEmpty() ? List.of("all") : named;
        }
        for (String pipeline : named) {
            if (!served.names().contains(pipeline)) {
                pool.problem(
                        "pipelines",
                        "there is no pipeline \"%s\"%s"
                                .formatted(
                                        pipeline,
                                        Nearest.to(pipeline, served.names())
                                                .map(near -> "; did you mean \"" + near + "\"?")
                                                .orElse("; there are " + served.names())));
            }
        }
        List<String> known = served.lanesOf(named);
        return known.isEmpty() ? unnamed : known;
    }

    /** At least one, whatever is written. */
    private List<InstanceType> instances() {
        List<InstanceType> instances = new ArrayList<>();
        List<String> names = pool.texts("instances");
        for (String type : names) {
            types.named(type)
                    .ifPresentOrElse(
                            instances::add, () -> pool.problem("instances", types.unknown(type)));
        }
        if (names.isEmpty()) {
            pool.problem("instances", "is required: types such as [g6.xlarge, g5.xlarge]");
        }
        instances.stream()
                .filter(InstanceType::arm)
                .forEach(
                        type ->
                                pool.problem(
                                        "instances",
                                        "%s has an ARM processor, and the workers' image is for x86-64"
                                                .formatted(type.name())));
        if (instances.stream().map(InstanceType::gpu).distinct().count() > 1) {
            pool.problem("instances", "must all have a GPU, or none: make two pools of them");
        }
        return instances.isEmpty() ? List.of(new InstanceType("c7i.large", 2, 0)) : instances;
    }

    private Pool.Spot spot() {
        if (!pool.isMapping("spot")) {
            return pool.flag("spot", false) ? new Pool.Spot(0, 0) : Pool.Spot.NONE;
        }
        Section spot = pool.section("spot");
        Pool.Spot read =
                new Pool.Spot(
                        spot.integer("onDemandBase", 0, 0, MOST),
                        spot.integer("onDemandPercent", 0, 0, 100));
        spot.done();
        return read;
    }

    private void check(Pool read) {
        int least = (read.gpu() ? DISK_GPU : DISK_CPU) + read.machine().scratch();
        if (read.machine().scratch() > 0 && read.machine().disk() < least) {
            pool.problem(
                    "disk",
                    "must be at least %d: limits.disk of the stages that it serves, times limits.jobs, come to %d; make it larger, or lower these"
                            .formatted(least, read.machine().scratch()));
        }
        read.machine()
                .image()
                .filter(parameter -> !parameter.matches("/[A-Za-z0-9_./-]+"))
                .ifPresent(
                        _ ->
                                pool.problem(
                                        "ami",
                                        "must be the name of a parameter of SSM that holds an AMI's"
                                                + " ID"));
        if (read.warm().isPresent() && (read.spot().any() || read.instances().size() > 1)) {
            pool.problem(
                    "warmPool",
                    "needs instances of one type, on demand: AWS has no other of these");
        }
    }
}
