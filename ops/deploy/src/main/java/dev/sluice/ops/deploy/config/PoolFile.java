package dev.sluice.ops.deploy.config;

import dev.sluice.shared.config.Section;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads one pool of {@code fleet.yaml}. */
final class PoolFile {
    /** AWS's default quota of instances in a group is no limit; this catches a slip of the hand. */
    private static final int MOST = 2000;

    /** The lifecycle hook's longest time-out is 7200 s, of which ten are kept. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(7190);

    private static final Duration HOUR = Duration.ofHours(1);

    /** As large as the snapshot of AWS's AMI, at least. */
    private static final int DISK_CPU = 30;

    private static final int DISK_GPU = 75;
    private static final int DISK_MOST = 16_384;

    private final Section pool;
    private final InstanceTypes types;

    PoolFile(Section pool, InstanceTypes types) {
        this.pool = pool;
        this.types = types;
    }

    Pool read(String name) {
        List<InstanceType> instances = instances();
        boolean gpu = !instances.isEmpty() && instances.getFirst().gpu();
        int max = pool.integer("max", 4, 1, MOST);
        Pool read =
                new Pool(
                        name,
                        pool.texts("pipelines"),
                        instances,
                        spot(),
                        new Pool.Size(pool.integer("min", 0, 0, max), max),
                        scaling(max),
                        warm(max),
                        new Pool.Machine(
                                pool.integer(
                                        "disk",
                                        gpu ? 100 : DISK_CPU,
                                        gpu ? DISK_GPU : DISK_CPU,
                                        DISK_MOST),
                                pool.duration(
                                        "drain",
                                        Duration.ofMinutes(2),
                                        Duration.ofSeconds(20),
                                        LONGEST_DRAIN),
                                pool.optionalText("ami")));
        read.machine()
                .image()
                .filter(parameter -> !parameter.matches("/[A-Za-z0-9_./-]+"))
                .ifPresent(
                        parameter ->
                                pool.problem(
                                        "ami",
                                        "must be the name of a public parameter of SSM that holds"
                                            + " an AMI's ID"));
        pool.done();
        return read;
    }

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
        return instances;
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

    private Pool.Scaling scaling(int max) {
        Section section = pool.section("scaling");
        Pool.Scaling scaling =
                new Pool.Scaling(
                        section.duration(
                                "target", Duration.ofSeconds(60), Duration.ofSeconds(1), HOUR),
                        section.duration("cooldown", Duration.ofMinutes(2), Duration.ZERO, HOUR),
                        section.duration("warmUp", Duration.ofMinutes(2), Duration.ZERO, HOUR),
                        schedule(section.section("schedule"), max));
        section.done();
        return scaling;
    }

    private static List<Pool.Scheduled> schedule(Section section, int max) {
        List<Pool.Scheduled> schedule = new ArrayList<>();
        for (String name : section.raw().keySet()) {
            if (!name.matches("[A-Za-z][A-Za-z0-9]{0,31}")) {
                section.problem(name, "must be named by letters and digits, a letter first");
            }
            Section entry = section.section(name);
            String cron = entry.text("cron");
            if (!cron.isEmpty() && !cron.matches("\\S+( \\S+){4}")) {
                entry.problem(
                        "cron", "\"" + cron + "\" must have five fields, such as 0 8 * * 1-5");
            }
            OptionalInt min = size(entry, "min", max);
            OptionalInt most = size(entry, "max", max);
            if (min.isEmpty() && most.isEmpty()) {
                entry.problem("min", "is required, or max");
            }
            schedule.add(new Pool.Scheduled(name, cron, entry.text("zone", "Etc/UTC"), min, most));
            entry.done();
        }
        return schedule;
    }

    private static OptionalInt size(Section entry, String key, int max) {
        return entry.optionalText(key).isPresent()
                ? OptionalInt.of(entry.integer(key, 0, 0, max))
                : OptionalInt.empty();
    }

    private Optional<Pool.Warm> warm(int max) {
        Section warm = pool.section("warmPool");
        Optional<Pool.Warm> read =
                warm.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Pool.Warm(warm.integer("min", 1, 1, max)));
        warm.done();
        return read;
    }

    /** A type that must have a price. */
    static InstanceType instance(
            Section section, String key, String fallback, InstanceTypes types) {
        String name = section.text(key, fallback);
        return types.named(name)
                .orElseGet(
                        () -> {
                            section.problem(key, types.unknown(name));
                            return types.named(fallback).orElseThrow();
                        });
    }
}
