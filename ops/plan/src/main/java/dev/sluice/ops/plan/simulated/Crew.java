package dev.sluice.ops.plan.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The machines there are, each booting, working or about to go. One that is to go ends the batch
 * that it has in hand, as a drain does.
 */
final class Crew {
    private static final double DAY = 86_400;

    /** AWS asks for a minute at least, then by the second. */
    private static final double LEAST_PAID = 60;

    private final Machines kind;
    private final RandomGenerator random;
    private final List<Machine> all = new ArrayList<>();
    private final List<Machine> gone = new ArrayList<>();
    private double onDemandSeconds;
    private double spotSeconds;
    private long interrupted;

    Crew(Machines kind, RandomGenerator random) {
        this.kind = kind;
        this.random = random;
    }

    /** One machine. */
    static final class Machine {
        final double launched;
        final double ready;
        final boolean spot;
        final double interruptedAt;

        /** Jobs of its batch. */
        int inHand;

        boolean leaving;

        /** Whether its worker has begun to take jobs. */
        boolean working;

        Machine(double launched, double ready, boolean spot, double interruptedAt) {
            this.launched = launched;
            this.ready = ready;
            this.spot = spot;
            this.interruptedAt = interruptedAt;
        }

        boolean takesJobs() {
            return working && !leaving;
        }
    }

    /** Without those that leave. */
    int size() {
        return all.size();
    }

    List<Machine> machines() {
        return all;
    }

    int ready() {
        int ready = 0;
        for (Machine each : all) {
            ready += each.takesJobs() ? 1 : 0;
        }
        return ready;
    }

    int launchedWithin(double now, double seconds) {
        int count = 0;
        for (Machine each : all) {
            count += each.launched > 0 && now - each.launched < seconds ? 1 : 0;
        }
        return count;
    }

    /**
     * Launches or lets go until there are so many.
     *
     * @param boots whether new ones have to boot
     */
    void become(int size, double now, boolean boots) {
        while (all.size() < size) {
            launch(now, boots);
        }
        while (all.size() > size) {
            leaves(idlest(), now);
        }
    }

    private void launch(double now, boolean boots) {
        boolean spot = all.size() >= kind.onDemand() && random.nextDouble() < kind.spot();
        double life =
                spot && kind.interruptions() > 0
                        ? random.nextExponential() * DAY / kind.interruptions()
                        : Double.POSITIVE_INFINITY;
        double ready = boots ? now + kind.bootSeconds() : now;
        all.add(new Machine(now, ready, spot, now + life));
    }

    /** One that boots, or else has nothing in hand, the newest first. */
    private Machine idlest() {
        Machine idlest = all.getLast();
        for (Machine each : all) {
            boolean less =
                    (!each.working && idlest.working)
                            || (each.working == idlest.working && each.inHand < idlest.inHand);
            idlest = less ? each : idlest;
        }
        return idlest;
    }

    /** Lets those go that AWS takes back. */
    void interrupt(double now) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).interruptedAt <= now) {
                interrupted++;
                leaves(all.get(i), now);
            }
        }
    }

    private void leaves(Machine machine, double now) {
        machine.leaving = true;
        all.remove(machine);
        if (machine.inHand == 0) {
            ends(machine, now);
        } else {
            gone.add(machine);
        }
    }

    /** It is paid no longer. */
    void ends(Machine machine, double now) {
        gone.remove(machine);
        double paid = Math.max(LEAST_PAID, now - machine.launched);
        if (machine.spot) {
            spotSeconds += paid;
        } else {
            onDemandSeconds += paid;
        }
    }

    /** All of them. */
    void endAll(double now) {
        List.copyOf(gone).forEach(each -> ends(each, now));
        List.copyOf(all).forEach(each -> ends(each, now));
        all.clear();
    }

    double onDemandSeconds() {
        return onDemandSeconds;
    }

    double spotSeconds() {
        return spotSeconds;
    }

    long interrupted() {
        return interrupted;
    }
}
