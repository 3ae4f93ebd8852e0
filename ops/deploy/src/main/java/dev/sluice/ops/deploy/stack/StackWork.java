package dev.sluice.ops.deploy.stack;

import dev.sluice.ops.deploy.stack.ChangeSets.Ready;
import dev.sluice.ops.deploy.stack.Plan.Source;
import dev.sluice.ops.deploy.stack.Standing.Absent;
import dev.sluice.ops.deploy.stack.Standing.Busy;
import dev.sluice.ops.deploy.stack.Standing.Failed;
import dev.sluice.ops.deploy.stack.Standing.Stuck;
import dev.sluice.ops.deploy.stack.Standing.Usable;
import dev.sluice.ops.deploy.stack.TemplateComparison.Side;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes one stack as it shall be, whatever an earlier run left of it. */
final class StackWork {
    private final CloudFormationClient cloudformation;
    private final Stacks stacks;
    private final ChangeSets changeSets;
    private final Operator operator;
    private final String stack;

    StackWork(CloudFormationClient cloudformation, Operator operator, String stack) {
        this.cloudformation = cloudformation;
        this.stacks = new Stacks(cloudformation);
        this.changeSets = new ChangeSets(cloudformation, operator, stack);
        this.operator = operator;
        this.stack = stack;
    }

    /** How it stands when nobody works on it any more. */
    Standing settled() throws InterruptedException {
        Standing standing = stacks.standing(stack);
        while (standing instanceof Busy(String id, String status)) {
            operator.say(
                    "Stack %s: CloudFormation is at work (%s); waiting for its end …"
                            .formatted(stack, status));
            standing = Watch.during(stacks, operator, id).await();
        }
        return standing;
    }

    /**
     * What will happen. Of a stack that can be updated CloudFormation says it.
     *
     * @param url where the template lies; empty: it is sent as it is
     */
    Plan plan(Desired desired, Standing standing, Optional<String> url)
            throws InterruptedException {
        if (standing instanceof Usable) {
            Optional<Ready> set = changeSets.make(desired, ChangeSetType.UPDATE, url, true);
            if (set.isPresent()) {
                return new Plan(stack, Source.CHANGE_SET, set.get().changes());
            }
        }
        boolean there = standing instanceof Usable || standing instanceof Stuck;
        Side before =
                there
                        ? new Side(stacks.template(stack), stacks.parameters(stack))
                        : new Side(Stacks.json("{}"), Map.of());
        Side after = new Side(Stacks.json(desired.template()), desired.parameters());
        return new Plan(
                stack,
                there ? Source.COMPARISON : Source.NEW,
                TemplateComparison.of(before, after));
    }

    /** Takes back what {@link #plan} left with CloudFormation. */
    void forget() {
        changeSets.drop();
    }

    /** Takes away what stops a stack from being made or updated. */
    Standing cleared(Standing standing) throws InterruptedException {
        return switch (standing) {
            case Failed(String id, String why) -> {
                operator.say("Stack %s: %s; removing what is left …".formatted(stack, why));
                yield remove(id);
            }
            case Stuck(String id) -> {
                operator.say(
                        "Stack %s: an update could not be undone; CloudFormation tries that again …"
                                .formatted(stack));
                Watch watch = Watch.before(stacks, operator, id);
                cloudformation.continueUpdateRollback(c -> c.stackName(id));
                Standing after = watch.await();
                if (!(after instanceof Usable)) {
                    throw failed("the earlier update still cannot be undone", watch);
                }
                yield after;
            }
            case Absent _, Usable _, Busy _ -> standing;
        };
    }

    /**
     * Makes or changes it; returns when CloudFormation is done.
     *
     * @param takeOver see {@link ChangeSets#make}; a new stack takes nothing over that was not told
     * @throws StackFailed with what failed and the remedies
     */
    void make(Desired desired, Standing standing, Optional<String> url, boolean takeOver)
            throws InterruptedException {
        boolean fresh = standing instanceof Absent;
        ChangeSetType type = fresh ? ChangeSetType.CREATE : ChangeSetType.UPDATE;
        Optional<Ready> set = changeSets.make(desired, type, url, !fresh || takeOver);
        Optional<Watch> work =
                set.isPresent() ? executed(set.get()) : asked(desired, standing, url, takeOver);
        if (work.isEmpty()) {
            operator.say("Stack %s: nothing to change.".formatted(stack));
            return;
        }
        operator.say("Stack %s: CloudFormation is at work …".formatted(stack));
        Standing after = work.get().await();
        if (!(after instanceof Usable) || !work.get().failures().isEmpty()) {
            throw failed(
                    fresh ? "it could not be made" : "it could not be changed, and is as before",
                    work.get());
        }
    }

    private Optional<Watch> executed(Ready set) {
        if (set.changes().isEmpty()) {
            return Optional.empty();
        }
        Watch watch = Watch.before(stacks, operator, set.stackId());
        changeSets.execute();
        return Optional.of(watch);
    }

    /** Where there are no change sets. */
    private Optional<Watch> asked(
            Desired desired, Standing standing, Optional<String> url, boolean takeOver) {
        if (standing instanceof Absent) {
            if (takeOver) {
                throw new StackFailed(
                        "Stack %s: this endpoint has no change sets, so nothing that is there can be taken over; remove it, or choose other names in fleet.yaml."
                                .formatted(stack));
            }
            return Optional.of(Watch.during(stacks, operator, create(desired, url)));
        }
        Watch watch = Watch.before(stacks, operator, standing.stackId().orElse(stack));
        return update(desired, url) ? Optional.of(watch) : Optional.empty();
    }

    /** Removes it; returns when it is gone. */
    Standing remove(String id) throws InterruptedException {
        Watch watch = Watch.before(stacks, operator, id);
        cloudformation.deleteStack(d -> d.stackName(id));
        Standing after = watch.await();
        if (!(after instanceof Absent)) {
            throw failed("it could not be removed whole", watch);
        }
        return after;
    }

    private StackFailed failed(String what, Watch watch) {
        List<String> why = watch.failures();
        return new StackFailed(
                "Stack %s: %s.%s"
                        .formatted(
                                stack,
                                what,
                                why.isEmpty()
                                        ? " CloudFormation names no resource; its console shows the"
                                                + " stack's events."
                                        : "\n  " + String.join("\n  ", why)));
    }

    private String create(Desired desired, Optional<String> url) {
        return cloudformation
                .createStack(
                        create -> {
                            create.stackName(stack)
                                    .capabilities(Capability.CAPABILITY_NAMED_IAM)
                                    .parameters(Request.parameters(desired))
                                    .tags(Request.tags(desired));
                            url.ifPresentOrElse(
                                    create::templateURL,
                                    () -> create.templateBody(desired.template()));
                        })
                .stackId();
    }

    /** Whether there was anything to change. */
    private boolean update(Desired desired, Optional<String> url) {
        try {
            cloudformation.updateStack(
                    update -> {
                        update.stackName(stack)
                                .capabilities(Capability.CAPABILITY_NAMED_IAM)
                                .parameters(Request.parameters(desired))
                                .tags(Request.tags(desired));
                        url.ifPresentOrElse(
                                update::templateURL, () -> update.templateBody(desired.template()));
                    });
            return true;
        } catch (CloudFormationException e) {
            if (String.valueOf(e.getMessage()).contains("No updates are to be performed")) {
                return false;
            }
            throw e;
        }
    }
}
