package dev.sluice.ops.deploy.stack;

import dev.sluice.ops.deploy.stack.StackChange.Action;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The change set of one stack: one at a time, so one that was left goes before the next. */
final class ChangeSets {
    private static final String NAME = "sluice";
    private static final int NOT_FOUND = 404;
    private static final int NOT_IMPLEMENTED = 501;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final CloudFormationClient cloudformation;
    private final Operator operator;
    private final String stack;

    ChangeSets(CloudFormationClient cloudformation, Operator operator, String stack) {
        this.cloudformation = cloudformation;
        this.operator = operator;
        this.stack = stack;
    }

    /**
     * What CloudFormation is going to do.
     *
     * @param changes none: there is nothing to execute
     */
    record Ready(String stackId, List<StackChange> changes) {}

    /**
     * Has CloudFormation work out the changes.
     *
     * @param url where the template lies; empty: it is sent as it is
     * @param takeOver whether buckets and tables of the names in the template become the stack's
     * @return empty where the endpoint has no change sets
     * @throws StackFailed if CloudFormation refuses the template
     */
    Optional<Ready> make(
            Desired desired, ChangeSetType type, Optional<String> url, boolean takeOver)
            throws InterruptedException {
        CreateChangeSetRequest.Builder create =
                CreateChangeSetRequest.builder()
                        .stackName(stack)
                        .changeSetName(NAME)
                        .changeSetType(type)
                        .capabilities(Capability.CAPABILITY_NAMED_IAM)
                        .parameters(Request.parameters(desired))
                        .tags(Request.tags(desired));
        if (takeOver) {
            create.importExistingResources(true);
        }
        url.ifPresentOrElse(create::templateURL, () -> create.templateBody(desired.template()));
        try {
            if (type == ChangeSetType.UPDATE) {
                drop();
            }
            cloudformation.createChangeSet(create.build());
            DescribeChangeSetResponse set = ready();
            return Optional.of(new Ready(set.stackId(), changes(set)));
        } catch (CloudFormationException e) {
            if (hasNone(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Nothing happens if there is none. */
    void drop() {
        cloudformation.deleteChangeSet(d -> d.stackName(stack).changeSetName(NAME));
    }

    void execute() {
        cloudformation.executeChangeSet(e -> e.stackName(stack).changeSetName(NAME));
    }

    private DescribeChangeSetResponse ready() throws InterruptedException {
        while (true) {
            DescribeChangeSetResponse set = describe(null);
            switch (set.status()) {
                case CREATE_PENDING, CREATE_IN_PROGRESS -> operator.pause(LOOK);
                case FAILED -> {
                    if (!isEmpty(set)) {
                        throw new StackFailed(
                                "Stack %s: CloudFormation refuses the change: %s"
                                        .formatted(stack, set.statusReason()));
                    }
                    return set;
                }
                default -> {
                    return set;
                }
            }
        }
    }

    private DescribeChangeSetResponse describe(@Nullable String token) {
        return cloudformation.describeChangeSet(
                d -> d.stackName(stack).changeSetName(NAME).nextToken(token));
    }

    private static boolean isEmpty(DescribeChangeSetResponse set) {
        String reason = String.valueOf(set.statusReason());
        return reason.contains("didn't contain changes") || reason.contains("No updates are to be");
    }

    /** Emulators say so in several ways. */
    private static boolean hasNone(CloudFormationException e) {
        String code =
                e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
        return e.statusCode() == NOT_IMPLEMENTED
                || (e.statusCode() == NOT_FOUND && code.isEmpty())
                || code.matches("InvalidAction|UnknownOperation.*|NotImplemented|InternalFailure");
    }

    private List<StackChange> changes(DescribeChangeSetResponse first) {
        List<Change> all = new ArrayList<>(first.changes());
        @Nullable String token = first.nextToken();
        while (token != null) {
            DescribeChangeSetResponse page = describe(token);
            all.addAll(page.changes());
            token = page.nextToken();
        }
        return all.stream()
                .map(Change::resourceChange)
                .filter(Objects::nonNull)
                .map(ChangeSets::change)
                .toList();
    }

    private static StackChange change(ResourceChange change) {
        Action action = action(change);
        boolean whole = action == Action.ADD || action == Action.REMOVE;
        return new StackChange(
                action,
                change.logicalResourceId(),
                change.resourceType(),
                whole ? List.of() : what(change));
    }

    private static Action action(ResourceChange change) {
        return switch (change.actionAsString()) {
            case "Add" -> Action.ADD;
            case "Remove" -> Action.REMOVE;
            case "Import" -> Action.TAKE_OVER;
            default ->
                    switch (String.valueOf(change.replacementAsString())) {
                        case "True" -> Action.REPLACE;
                        case "Conditional" -> Action.PERHAPS_REPLACE;
                        default -> Action.CHANGE;
                    };
        };
    }

    private static List<String> what(ResourceChange change) {
        return change.details().stream()
                .map(ResourceChangeDetail::target)
                .filter(Objects::nonNull)
                .map(
                        target ->
                                target.name() == null
                                        ? String.valueOf(target.attributeAsString())
                                        : target.name())
                .distinct()
                .sorted()
                .toList();
    }
}
