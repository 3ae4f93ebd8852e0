package dev.sluice.ops.deploy.stack;

import dev.sluice.ops.deploy.stack.Standing.Busy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Follows what CloudFormation does to one stack, and tells of each resource. */
final class Watch {
    /** Two calls each time; accounts share a few a second. */
    private static final Duration LOOK = Duration.ofSeconds(3);

    /** After so many looks at a stack that seems at rest its end is believed without an event. */
    private static final int PATIENCE = 5;

    private final Stacks stacks;
    private final Operator operator;
    private final String stack;
    private final Set<String> known = new HashSet<>();
    private final List<Happening> told = new ArrayList<>();

    private Watch(Stacks stacks, Operator operator, String stack) {
        this.stacks = stacks;
        this.operator = operator;
        this.stack = stack;
    }

    /**
     * Of what is begun after this.
     *
     * @param stack ID of one that is there, for a name is lost with the stack
     */
    static Watch before(Stacks stacks, Operator operator, String stack) {
        Watch watch = new Watch(stacks, operator, stack);
        stacks.events(stack, Set.of()).forEach(event -> watch.known.add(event.id()));
        return watch;
    }

    /** Of what somebody has begun already. */
    static Watch during(Stacks stacks, Operator operator, String stack) {
        return new Watch(stacks, operator, stack);
    }

    /**
     * Returns when CloudFormation has ended.
     *
     * @return what it is then
     */
    Standing await() throws InterruptedException {
        int idle = 0;
        while (true) {
            Standing standing = stacks.standing(stack); // before its events, so that none is missed
            tell();
            if (!(standing instanceof Busy) && (ended() || idle++ > PATIENCE)) {
                return standing;
            }
            operator.pause(LOOK);
        }
    }

    /** What failed, and why; empty if nothing did. */
    List<String> failures() {
        List<Happening> causes = new ArrayList<>(Happening.causes(told));
        if (causes.isEmpty() && told.stream().anyMatch(Happening::failed)) {
            causes.addAll(stacks.refusals(stack)); // nothing was begun
        }
        return causes.stream().map(Remedy::sentence).distinct().toList();
    }

    /** What was asked for may not have begun when the status is asked for the first time. */
    private boolean ended() {
        return told.stream().anyMatch(each -> each.ofStack() && each.isEnd());
    }

    private void tell() {
        List<Happening> newest = stacks.events(stack, known);
        for (Happening event :
                told.isEmpty() && known.isEmpty()
                        ? Happening.lastOperation(newest)
                        : newest.reversed()) {
            known.add(event.id());
            told.add(event);
            if (!event.words().isEmpty()) {
                operator.say("  " + event.words());
            }
        }
    }
}
