package dev.sluice.worker.life;

import dev.sluice.shared.time.Deadline;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.life.ScalingGroup.Hook;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A worker's place in its instance's autoscaling group: when the group ends the instance, the
 * lifecycle hook bounds the drain, is kept waiting by heartbeats while the drain may go on, and is
 * told when it is over. All of it for one thread.
 */
final class Membership {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    /** What remains of a hook's time when the drain ends: for its last call, and for our poll. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final Supplier<Optional<ScalingGroup>> lookUp;
    private final Lifecycle life;
    private final Ticker ticker;
    private final String hookPrefix;
    private final BestEffort calls =
            new BestEffort(
                    "a hook then waits its time out; docs/aws.md has the worker's permissions");

    private @Nullable ScalingGroup group;
    private @Nullable Hook hook;
    private boolean hookless;

    /** From when the group is known to end the instance. */
    private @Nullable Hold hold;

    /**
     * @param most when the hook ends whatever it hears
     * @param beatAt a heartbeat is due, if the drain is not over by then
     */
    private record Hold(Deadline most, Deadline beatAt) {}

    /**
     * @param lookUp asks AWS for the group of the instance
     * @param hookPrefix see {@link ScalingGroup#hook}
     */
    Membership(
            Supplier<Optional<ScalingGroup>> lookUp,
            Lifecycle life,
            Ticker ticker,
            String hookPrefix) {
        this.lookUp = lookUp;
        this.life = life;
        this.ticker = ticker;
        this.hookPrefix = hookPrefix;
    }

    /** Looks group and hook up, and says what they are: a missing permission shows at start. */
    void join() {
        Optional<ScalingGroup> found = group();
        if (found.isEmpty()) {
            return;
        }
        String hooks =
                hook(found.get())
                        .map(
                                each ->
                                        "its hook %s waits %s for a drain"
                                                .formatted(each.name(), each.timeout()))
                        .orElse("no hook of it waits for a drain");
        log.info(
                "in autoscaling group {}; {}{}",
                found.get().name(),
                hooks,
                found.get().isProtected()
                        ? "; protected from scale-in already, by its operator or by a worker that"
                                + " died: that stays so"
                        : "");
    }

    /** Asked for until it is known. */
    Optional<ScalingGroup> group() {
        if (group == null) {
            group =
                    calls.call("looking up the autoscaling group", lookUp)
                            .flatMap(x -> x)
                            .orElse(null);
        }
        return Optional.ofNullable(group);
    }

    /** As it is now; if that cannot be known, as it was. */
    private Optional<Hook> hook(ScalingGroup of) {
        calls.call("looking up the lifecycle hook", () -> of.hook(hookPrefix))
                .ifPresent(
                        found -> {
                            hook = found.orElse(null);
                            hookless = found.isEmpty();
                        });
        return Optional.ofNullable(hook);
    }

    /**
     * The group ends the instance; its hook, if there is one, has begun to wait. Repeatable.
     *
     * @param since when that was seen, in the ticker's nanoseconds: calls to AWS take their time
     */
    void ends(long since) {
        if (hold == null && !hookless) {
            group().flatMap(this::hook)
                    .ifPresent(waits -> hold(waits, after(before(waits.most()), since), since));
        }
    }

    private void hold(Hook waits, Deadline most, long since) {
        Duration end = before(waits.timeout());
        life.heldUntil(after(end, since).orSooner(most));
        hold = new Hold(most, after(end.dividedBy(2), since));
    }

    private Deadline after(Duration time, long since) {
        return new Deadline(time.minusNanos(ticker.nanos() - since), ticker);
    }

    private static Duration before(Duration end) {
        return end.compareTo(MARGIN.multipliedBy(2)) < 0 ? end.dividedBy(2) : end.minus(MARGIN);
    }

    /** Sends a heartbeat, if the hook would end before the drain has to. */
    void tick() {
        Hold held = hold;
        Hook waits = hook;
        if (held == null || waits == null || !held.beatAt().left().isZero()) {
            return;
        }
        boolean longer =
                life.reasonsEnd().filter(end -> end.left().compareTo(life.left()) > 0).isPresent();
        long asked = ticker.nanos();
        if (longer
                && calls.run(
                        "heartbeat of hook " + waits.name(),
                        () -> group().orElseThrow().heartbeat(waits))) {
            hold(waits, held.most(), asked);
        }
    }

    /**
     * The drain is over, and nothing need wait for it.
     *
     * @param since see {@link #ends}
     */
    void complete(long since) {
        hookless = false; // it may have one by now, and this is the last chance
        ends(since);
        Hook waits = hook;
        if (hold != null
                && waits != null
                && calls.run(
                        "completing hook " + waits.name(),
                        () -> group().orElseThrow().complete(waits))) {
            log.info("hook {} need not wait any longer", waits.name());
        }
    }
}
