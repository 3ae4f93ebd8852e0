package dev.sluice.ops.plan.simulated;

import dev.sluice.ops.plan.load.Load;
import dev.sluice.ops.plan.scaler.Scaler;
import dev.sluice.ops.plan.scaler.View;
import dev.sluice.ops.plan.simulated.Crew.Machine;
import dev.sluice.ops.plan.simulated.Outcome.Hours;
import dev.sluice.ops.plan.simulated.Outcome.Part;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A queue and its workers as three kinds of events: a job comes, a worker has ended a batch, the
 * scaler looks. The same seed gives the same run.
 *
 * <p>It is simpler than the world: jobs are taken in the order they came, fail never, and are all
 * of one kind; a worker begins with what waits, without a delay for a fuller batch; a message is
 * visible from the moment it came.
 */
public final class SimulatedFleet {
    /** After the load's end it goes on for so long at most, until nothing waits. */
    private static final double PATIENCE = 24 * 3600;

    private static final int PARTS = 288;

    /** Jobs whose begin is remembered, a power of two. */
    private static final int REMEMBERED = 1 << 14;

    private final JobCost cost;
    private final Law law;
    private final RandomGenerator random;
    private final Crew crew;
    private final Jobs jobs = new Jobs();
    private final Ends ends = new Ends();
    private final Waits waits = new Waits();
    private final Waits lately = new Waits();
    private final List<Part> course = new ArrayList<>();
    private Machine[] slots = new Machine[64];
    private int used;
    private int[] idle = new int[64];
    private int idlers;
    private final double[] begun = new double[REMEMBERED];
    private long begins;
    private double now;
    private long inHand;
    private long arrived;
    private long ended;
    private long events;

    /** How a batch's time is spread. */
    public enum Law {
        /** As measured, each time. */
        FIXED,
        /** Memoryless with that mean, for comparison with theory. */
        EXPONENTIAL
    }

    private SimulatedFleet(JobCost cost, Law law, Machines machines, long seed) {
        this.cost = cost;
        this.law = law;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.crew = new Crew(machines, RandomGeneratorFactory.of("L64X128MixRandom").create(~seed));
    }

    /** Runs it all. */
    public static Outcome run(
            Load load, JobCost cost, Machines machines, Scaler scaler, long seed) {
        return run(load, cost, Law.FIXED, machines, scaler, seed);
    }

    /** Runs it all, with batches' times as that law spreads them. */
    public static Outcome run(
            Load load, JobCost cost, Law law, Machines machines, Scaler scaler, long seed) {
        return new SimulatedFleet(cost, law, machines, seed).play(load, scaler);
    }

    private Outcome play(Load load, Scaler scaler) {
        crew.become(scaler.first(), 0, false);
        double end = load.seconds();
        double part = Math.max(Scaler.LOOK_SECONDS, end / PARTS);
        double partEnds = part;
        long arrivedBefore = 0;
        double look = 0;
        double arrival = next(load, 0);
        while (now < end || (jobs.size() + inHand > 0 && now < end + PATIENCE)) {
            double soonest = Math.min(arrival, Math.min(ends.soonest(), look));
            now = soonest;
            events++;
            if (soonest == look) {
                look(scaler);
                look += Scaler.LOOK_SECONDS;
                if (now >= partEnds) {
                    course.add(part(part, arrived - arrivedBefore));
                    lately.clear();
                    arrivedBefore = arrived;
                    partEnds += part;
                }
            } else if (soonest == arrival) {
                arrived++;
                jobs.add(now);
                beginAll();
                arrival = next(load, now);
            } else {
                end(ends.take());
            }
        }
        crew.endAll(now);
        Hours hours = new Hours(crew.onDemandSeconds(), crew.spotSeconds(), crew.interrupted());
        return new Outcome(waits, arrived, ended, events, hours, course);
    }

    private Part part(double seconds, long came) {
        return new Part(now, came / seconds, crew.size(), jobs.size(), lately.quantile(0.99));
    }

    /** When the next job comes: within a step gaps are exponential, and a new step forgets. */
    private double next(Load load, double from) {
        double time = from;
        while (time < load.seconds()) {
            double rate = load.rate(time);
            double step = load.nextStep(time);
            double gap = rate > 0 ? random.nextExponential() / rate : Double.POSITIVE_INFINITY;
            if (time + gap < step) {
                return time + gap;
            }
            time = step;
        }
        return Double.POSITIVE_INFINITY;
    }

    private void look(Scaler scaler) {
        crew.interrupt(now);
        for (Machine each : crew.machines()) {
            if (!each.working && each.ready <= now) {
                each.working = true;
                idle(slot(each));
            }
        }
        crew.become(scaler.desired(view), now, true);
        beginAll();
    }

    private void beginAll() {
        while (idlers > 0 && jobs.size() > 0) {
            begin();
        }
    }

    private int slot(Machine machine) {
        if (used == slots.length) {
            slots = Arrays.copyOf(slots, 2 * used);
        }
        slots[used] = machine;
        return used++;
    }

    private void idle(int worker) {
        if (idlers == idle.length) {
            idle = Arrays.copyOf(idle, 2 * idlers);
        }
        idle[idlers++] = worker;
    }

    /** An idle worker takes what waits; one that has left meanwhile does not. */
    private void begin() {
        int worker = idle[--idlers];
        Machine machine = slots[worker];
        if (machine.leaving) {
            return;
        }
        int batch = Math.min(cost.batch(), jobs.size());
        for (int i = 0; i < batch; i++) {
            double wait = now - jobs.take();
            begun[(int) (begins++ & (REMEMBERED - 1))] = now;
            waits.add(wait);
            lately.add(wait);
        }
        machine.inHand = batch;
        inHand += batch;
        double seconds = cost.seconds(batch);
        ends.add(now + (law == Law.FIXED ? seconds : seconds * random.nextExponential()), worker);
    }

    private void end(int worker) {
        Machine machine = slots[worker];
        ended += machine.inHand;
        inHand -= machine.inHand;
        machine.inHand = 0;
        if (machine.leaving) {
            crew.ends(machine, now);
            return;
        }
        idle(worker);
        beginAll();
    }

    /** Jobs whose messages are in flight, whether they are still worked on or not. */
    private long held() {
        long count = 0;
        while (count < Math.min(begins, REMEMBERED)
                && begun[(int) ((begins - 1 - count) & (REMEMBERED - 1))]
                        > now - cost.heldSeconds()) {
            count++;
        }
        return count;
    }

    private final View view =
            new View() {
                @Override
                public double now() {
                    return now;
                }

                @Override
                public long visible() {
                    return Math.max(0, jobs.size() + inHand - (long) crew.ready() * cost.permits());
                }

                @Override
                public long inFlight() {
                    return Math.max(0, jobs.size() + Math.max(inHand, held()) - visible());
                }

                @Override
                public int ready() {
                    return crew.ready();
                }

                @Override
                public int all() {
                    return crew.size();
                }

                @Override
                public int launchedWithin(double seconds) {
                    return crew.launchedWithin(now, seconds);
                }

                @Override
                public long ended() {
                    return ended;
                }

                @Override
                public double jobSeconds() {
                    return cost.jobSeconds();
                }
            };
}
