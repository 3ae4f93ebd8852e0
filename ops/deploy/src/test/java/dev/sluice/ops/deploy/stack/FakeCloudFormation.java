package dev.sluice.ops.deploy.stack;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.*;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stacks in memory. An operation ends only while time passes ({@link #tick}); its events come one
 * at a time, as AWS's do.
 */
final class FakeCloudFormation implements CloudFormationClient {
    /** Reasons by logical name: what fails when it is made or changed. */
    final Map<String, String> failing = new TreeMap<>();

    /** Those that fail once more when the failure is undone. */
    boolean rollbackFails;

    boolean changeSets = true;

    /** Why nothing is even begun; empty: nothing is refused so. */
    String refused = "";

    /** Stacks that have taken over what another left, by its name outside. */
    final Map<String, String> owners = new TreeMap<>();

    /** Operations that were asked for. */
    final List<String> calls = new ArrayList<>();

    private final Map<String, Held> stacks = new LinkedHashMap<>();
    private int made;

    private static final class Held {
        final String name;
        final String id;
        String status;
        String template;
        Map<String, String> parameters = Map.of();
        CreateChangeSetRequest set;
        final List<StackEvent> events = new ArrayList<>();
        final Deque<Runnable> steps = new ArrayDeque<>();
        final Map<String, String> resources = new LinkedHashMap<>();

        Held(String name, String id, String status, String template) {
            this.name = name;
            this.id = id;
            this.status = status;
            this.template = template;
        }
    }

    /** One that is there from the beginning. */
    void has(String name, String status, String template) {
        Held held = new Held(name, id(name), status, template);
        types(template).keySet().forEach(each -> held.resources.put(each, "CREATE_COMPLETE"));
        stacks.put(held.id, held);
        event(held, name, Happening.STACK, status, "");
    }

    String status(String name) {
        return held(name).status;
    }

    /** Somebody works on it: it will be in this status when he is done. */
    void isBusyUntil(String name, String status) {
        Held held = held(name);
        begin(held, "UPDATE_IN_PROGRESS");
        held.steps.add(() -> end(held, status));
    }

    /** Time passes. */
    void tick() {
        stacks.values()
                .forEach(
                        held -> {
                            Runnable step = held.steps.poll();
                            if (step != null) {
                                step.run();
                            }
                        });
    }

    private String id(String name) {
        return "arn:aws:cloudformation:us-east-1:123456789012:stack/" + name + "/" + ++made;
    }

    /** The newest of this name, or of this ID. */
    private Held held(String stack) {
        return stacks.values().stream()
                .filter(
                        each ->
                                each.id.equals(stack)
                                        || each.name.equals(stack)
                                                && !each.status.equals("DELETE_COMPLETE"))
                .reduce((_, last) -> last)
                .orElseThrow(
                        () ->
                                refused(
                                        "Stack with id " + stack + " does not exist",
                                        400,
                                        "ValidationError"));
    }

    private static CloudFormationException refused(String message, int status, String code) {
        return (CloudFormationException)
                CloudFormationException.builder()
                        .message(message)
                        .statusCode(status)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode(code)
                                        .errorMessage(message)
                                        .build())
                        .build();
    }

    private static Map<String, String> types(String template) {
        Map<String, String> types = new TreeMap<>();
        Stacks.json(template)
                .path("Resources")
                .properties()
                .forEach(e -> types.put(e.getKey(), e.getValue().path("Type").asText()));
        return types;
    }

    private void event(Held held, String name, String type, String status, String reason) {
        held.events.addFirst(
                StackEvent.builder()
                        .eventId("e" + held.events.size())
                        .stackId(held.id)
                        .logicalResourceId(name)
                        .physicalResourceId(type.equals(Happening.STACK) ? held.id : "p-" + name)
                        .resourceType(type)
                        .resourceStatus(status)
                        .resourceStatusReason(reason.isEmpty() ? null : reason)
                        .timestamp(Instant.EPOCH)
                        .build());
    }

    private void begin(Held held, String status) {
        held.status = status;
        event(held, held.name, Happening.STACK, status, "User Initiated");
    }

    private void end(Held held, String status) {
        held.status = status;
        event(held, held.name, Happening.STACK, status, "");
    }

    /** All resources, then the end; after a failure the others are cancelled and all is undone. */
    private void work(Held held, String verb, String template) {
        begin(held, verb + "_IN_PROGRESS");
        if (!refused.isEmpty()) {
            held.steps.add(
                    () -> {
                        event(
                                held,
                                held.name,
                                Happening.STACK,
                                verb + "_FAILED",
                                "Validation failed");
                        end(held, "ROLLBACK_COMPLETE");
                    });
            return;
        }
        boolean fails = types(template).keySet().stream().anyMatch(failing::containsKey);
        types(template)
                .forEach(
                        (name, type) ->
                                held.steps.add(
                                        () -> {
                                            String reason = failing.get(name);
                                            if (reason != null) {
                                                event(held, name, type, verb + "_FAILED", reason);
                                            } else if (fails) {
                                                event(
                                                        held,
                                                        name,
                                                        type,
                                                        verb + "_FAILED",
                                                        "Resource creation cancelled");
                                            } else {
                                                held.resources.put(name, verb + "_COMPLETE");
                                                event(held, name, type, verb + "_COMPLETE", "");
                                            }
                                        }));
        String undoing = verb.equals("CREATE") ? "ROLLBACK" : "UPDATE_ROLLBACK";
        if (!fails) {
            held.template = template;
            held.steps.add(() -> end(held, verb + "_COMPLETE"));
        } else {
            held.steps.add(() -> end(held, undoing + "_IN_PROGRESS"));
            held.steps.add(() -> end(held, undoing + (rollbackFails ? "_FAILED" : "_COMPLETE")));
        }
    }

    @Override
    public DescribeStacksResponse describeStacks(DescribeStacksRequest request) {
        Held held = held(request.stackName());
        return DescribeStacksResponse.builder()
                .stacks(
                        Stack.builder()
                                .stackId(held.id)
                                .stackName(held.name)
                                .stackStatus(held.status)
                                .parameters(
                                        held.parameters.entrySet().stream()
                                                .map(
                                                        e ->
                                                                Parameter.builder()
                                                                        .parameterKey(e.getKey())
                                                                        .parameterValue(
                                                                                e.getValue())
                                                                        .build())
                                                .toList())
                                .outputs(
                                        Stacks.json(held.template)
                                                .path("Outputs")
                                                .properties()
                                                .stream()
                                                .map(
                                                        e ->
                                                                Output.builder()
                                                                        .outputKey(e.getKey())
                                                                        .outputValue(
                                                                                e.getValue()
                                                                                        .path(
                                                                                                "Value")
                                                                                        .asText())
                                                                        .build())
                                                .toList())
                                .build())
                .build();
    }

    @Override
    public GetTemplateResponse getTemplate(GetTemplateRequest request) {
        return GetTemplateResponse.builder()
                .templateBody(held(request.stackName()).template)
                .build();
    }

    @Override
    public DescribeStackEventsResponse describeStackEvents(DescribeStackEventsRequest request) {
        return DescribeStackEventsResponse.builder()
                .stackEvents(List.copyOf(held(request.stackName()).events))
                .build();
    }

    @Override
    public DescribeEventsResponse describeEvents(DescribeEventsRequest request) {
        return DescribeEventsResponse.builder()
                .operationEvents(
                        e ->
                                e.eventId("v1")
                                        .logicalResourceId("Jobs")
                                        .resourceType("AWS::SQS::Queue")
                                        .validationStatusReason(refused))
                .build();
    }

    @Override
    public DescribeStackResourcesResponse describeStackResources(
            DescribeStackResourcesRequest request) {
        String owner = owners.get(request.physicalResourceId());
        if (owner == null) {
            throw refused(
                    "Stack for " + request.physicalResourceId() + " does not exist",
                    400,
                    "ValidationError");
        }
        return DescribeStackResourcesResponse.builder()
                .stackResources(r -> r.stackId(owner).resourceType("AWS::S3::Bucket"))
                .build();
    }

    @Override
    public ListStackResourcesResponse listStackResources(ListStackResourcesRequest request) {
        Held held = held(request.stackName());
        return ListStackResourcesResponse.builder()
                .stackResourceSummaries(
                        held.resources.entrySet().stream()
                                .map(
                                        e ->
                                                StackResourceSummary.builder()
                                                        .logicalResourceId(e.getKey())
                                                        .physicalResourceId("p-" + e.getKey())
                                                        .resourceType(
                                                                types(held.template)
                                                                        .get(e.getKey()))
                                                        .resourceStatus(e.getValue())
                                                        .build())
                                .toList())
                .build();
    }

    @Override
    public ListStacksResponse listStacks(ListStacksRequest request) {
        return ListStacksResponse.builder()
                .stackSummaries(
                        stacks.values().stream()
                                .filter(
                                        each ->
                                                request.stackStatusFilters()
                                                        .contains(
                                                                StackStatus.fromValue(each.status)))
                                .map(
                                        each ->
                                                StackSummary.builder()
                                                        .stackId(each.id)
                                                        .stackName(each.name)
                                                        .stackStatus(each.status)
                                                        .deletionTime(
                                                                Instant.EPOCH.plusSeconds(
                                                                        each.events.size()))
                                                        .build())
                                .toList())
                .build();
    }

    @Override
    public CreateChangeSetResponse createChangeSet(CreateChangeSetRequest request) {
        if (!changeSets) {
            throw refused("Unknown action: CreateChangeSet", 400, "InvalidAction");
        }
        calls.add(
                "change set "
                        + request.changeSetTypeAsString()
                        + (Boolean.TRUE.equals(request.importExistingResources())
                                ? " taking over"
                                : ""));
        if (request.changeSetType() == ChangeSetType.CREATE) {
            has(request.stackName(), "REVIEW_IN_PROGRESS", "{}");
        }
        held(request.stackName()).set = request;
        return CreateChangeSetResponse.builder().stackId(held(request.stackName()).id).build();
    }

    @Override
    public DescribeChangeSetResponse describeChangeSet(DescribeChangeSetRequest request) {
        Held held = held(request.stackName());
        List<StackChange> changes =
                TemplateComparison.of(
                        new TemplateComparison.Side(Stacks.json(held.template), Map.of()),
                        new TemplateComparison.Side(
                                Stacks.json(held.set.templateBody()), Map.of()));
        return DescribeChangeSetResponse.builder()
                .stackId(held.id)
                .status(
                        changes.isEmpty()
                                ? ChangeSetStatus.FAILED
                                : ChangeSetStatus.CREATE_COMPLETE)
                .statusReason(
                        changes.isEmpty()
                                ? "The submitted information didn't contain changes."
                                : "")
                .changes(
                        changes.stream()
                                .map(
                                        each ->
                                                Change.builder()
                                                        .resourceChange(
                                                                change ->
                                                                        change.action(
                                                                                        each
                                                                                                                .action()
                                                                                                        == StackChange
                                                                                                                .Action
                                                                                                                .ADD
                                                                                                ? "Add"
                                                                                                : each
                                                                                                                        .action()
                                                                                                                == StackChange
                                                                                                                        .Action
                                                                                                                        .REMOVE
                                                                                                        ? "Remove"
                                                                                                        : "Modify")
                                                                                .logicalResourceId(
                                                                                        each.name())
                                                                                .resourceType(
                                                                                        each.type())
                                                                                .replacement(
                                                                                        each
                                                                                                                .action()
                                                                                                        == StackChange
                                                                                                                .Action
                                                                                                                .REPLACE
                                                                                                ? "True"
                                                                                                : "False"))
                                                        .build())
                                .toList())
                .build();
    }

    @Override
    public DeleteChangeSetResponse deleteChangeSet(DeleteChangeSetRequest request) {
        if (!changeSets) {
            throw refused("Unknown action: DeleteChangeSet", 400, "InvalidAction");
        }
        return DeleteChangeSetResponse.builder().build();
    }

    @Override
    public ExecuteChangeSetResponse executeChangeSet(ExecuteChangeSetRequest request) {
        calls.add("execute");
        Held held = held(request.stackName());
        work(held, held.status.startsWith("REVIEW") ? "CREATE" : "UPDATE", held.set.templateBody());
        return ExecuteChangeSetResponse.builder().build();
    }

    @Override
    public CreateStackResponse createStack(CreateStackRequest request) {
        calls.add("create");
        has(request.stackName(), "CREATE_IN_PROGRESS", "{}");
        Held held = held(request.stackName());
        work(held, "CREATE", request.templateBody());
        return CreateStackResponse.builder().stackId(held.id).build();
    }

    @Override
    public UpdateStackResponse updateStack(UpdateStackRequest request) {
        Held held = held(request.stackName());
        if (held.template.equals(request.templateBody())) {
            throw refused("No updates are to be performed.", 400, "ValidationError");
        }
        calls.add("update");
        work(held, "UPDATE", request.templateBody());
        return UpdateStackResponse.builder().stackId(held.id).build();
    }

    @Override
    public DeleteStackResponse deleteStack(DeleteStackRequest request) {
        calls.add("delete");
        Held held = held(request.stackName());
        begin(held, "DELETE_IN_PROGRESS");
        Map<String, String> types = types(held.template);
        List.copyOf(held.resources.keySet())
                .forEach(
                        name ->
                                held.steps.add(
                                        () -> {
                                            boolean stays =
                                                    Stacks.json(held.template)
                                                            .path("Resources")
                                                            .path(name)
                                                            .path("DeletionPolicy")
                                                            .asText()
                                                            .startsWith("Retain");
                                            String status =
                                                    failing.containsKey(name)
                                                            ? "DELETE_FAILED"
                                                            : stays
                                                                    ? "DELETE_SKIPPED"
                                                                    : "DELETE_COMPLETE";
                                            held.resources.put(name, status);
                                            event(
                                                    held,
                                                    name,
                                                    types.get(name),
                                                    status,
                                                    failing.getOrDefault(name, ""));
                                        }));
        held.steps.add(
                () ->
                        end(
                                held,
                                held.resources.containsValue("DELETE_FAILED")
                                        ? "DELETE_FAILED"
                                        : "DELETE_COMPLETE"));
        return DeleteStackResponse.builder().build();
    }

    @Override
    public ContinueUpdateRollbackResponse continueUpdateRollback(
            ContinueUpdateRollbackRequest request) {
        calls.add("continue");
        Held held = held(request.stackName());
        end(held, "UPDATE_ROLLBACK_IN_PROGRESS");
        held.steps.add(
                () -> end(held, "UPDATE_ROLLBACK_" + (rollbackFails ? "FAILED" : "COMPLETE")));
        return ContinueUpdateRollbackResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return "cloudformation";
    }

    @Override
    public void close() {}
}
