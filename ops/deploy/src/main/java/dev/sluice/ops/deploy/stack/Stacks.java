package dev.sluice.ops.deploy.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What can be asked of CloudFormation without changing anything. */
final class Stacks {
    private static final JsonMapper JSON = new JsonMapper();
    private final CloudFormationClient cloudformation;

    Stacks(CloudFormationClient cloudformation) {
        this.cloudformation = cloudformation;
    }

    /**
     * @param stack name, or ID, by which one that is gone is found as well
     */
    Standing standing(String stack) {
        return find(stack)
                .map(there -> Standing.of(there.stackId(), there.stackStatusAsString()))
                .orElseGet(Standing.Absent::new);
    }

    private Optional<Stack> find(String stack) {
        try {
            return cloudformation.describeStacks(d -> d.stackName(stack)).stacks().stream()
                    .findFirst();
        } catch (CloudFormationException e) {
            if (isAbsent(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static boolean isAbsent(CloudFormationException e) {
        return String.valueOf(e.getMessage()).contains("does not exist");
    }

    /** Empty if there is no such stack. */
    Map<String, String> outputs(String stack) {
        Map<String, String> outputs = new TreeMap<>();
        find(stack).map(Stack::outputs).orElse(List.of()).stream()
                .forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
        return outputs;
    }

    /** With which it was made; empty if there is no such stack. */
    Map<String, String> parameters(String stack) {
        Map<String, String> parameters = new TreeMap<>();
        for (Parameter each : find(stack).map(Stack::parameters).orElse(List.of())) {
            parameters.put(each.parameterKey(), String.valueOf(each.parameterValue()));
        }
        return parameters;
    }

    /** An empty object if there is no such stack, or its template is no JSON. */
    JsonNode template(String stack) {
        try {
            return JSON.readTree(
                    cloudformation.getTemplate(get -> get.stackName(stack)).templateBody());
        } catch (JsonProcessingException e) { // YAML: not made by Sluice
            throw new StartFailure(
                    "Stack %s was not made by Sluice: its template is no JSON. Choose another name in fleet.yaml."
                            .formatted(stack),
                    e);
        } catch (CloudFormationException e) {
            if (isAbsent(e)) {
                return JSON.createObjectNode();
            }
            throw e;
        }
    }

    static JsonNode json(String template) {
        try {
            return JSON.readTree(template);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a template that is no JSON", e);
        }
    }

    /**
     * @param stack ID, or name of one that is there
     */
    List<Part> parts(String stack) {
        return cloudformation
                .listStackResourcesPaginator(list -> list.stackName(stack))
                .stackResourceSummaries()
                .stream()
                .map(
                        each ->
                                new Part(
                                        each.logicalResourceId(),
                                        each.physicalResourceId() == null
                                                ? ""
                                                : each.physicalResourceId(),
                                        each.resourceType(),
                                        each.resourceStatusAsString()))
                .toList();
    }

    /** IDs of the stacks of this name that were removed. CloudFormation knows them for 90 days. */
    List<String> removed(String stack) {
        return cloudformation
                .listStacksPaginator(list -> list.stackStatusFilters(StackStatus.DELETE_COMPLETE))
                .stackSummaries()
                .stream()
                .filter(each -> each.stackName().equals(stack))
                .map(StackSummary::stackId)
                .toList();
    }

    /** What a stack has left behind, by its events: lists of its resources may leave that out. */
    List<Part> left(String stackId) {
        return events(stackId, Set.of()).stream()
                .filter(event -> event.status().equals("DELETE_SKIPPED"))
                .filter(event -> !event.physical().isEmpty())
                .map(
                        event ->
                                new Part(
                                        event.name(),
                                        event.physical(),
                                        event.type(),
                                        event.status()))
                .toList();
    }

    /** The ID of the stack that a resource belongs to now. */
    Optional<String> owner(Part part) {
        try {
            return cloudformation
                    .describeStackResources(d -> d.physicalResourceId(part.physical()))
                    .stackResources()
                    .stream()
                    .filter(each -> part.is(each.resourceType()))
                    .map(StackResource::stackId)
                    .findFirst();
        } catch (CloudFormationException e) {
            if (isAbsent(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What CloudFormation found wrong before it began; none where the endpoint does not tell. */
    List<Happening> refusals(String stack) {
        try {
            return cloudformation
                    .describeEvents(d -> d.stackName(stack).filters(f -> f.failedEvents(true)))
                    .operationEvents()
                    .stream()
                    .filter(each -> each.validationStatusReason() != null)
                    .map(
                            each ->
                                    new Happening(
                                            text(each.eventId()),
                                            text(each.logicalResourceId()),
                                            text(each.physicalResourceId()),
                                            text(each.resourceType()),
                                            "VALIDATION_FAILED",
                                            text(each.validationStatusReason())))
                    .toList();
        } catch (CloudFormationException e) {
            return List.of();
        }
    }

    /**
     * The stack's events, the newest first, up to one that is known.
     *
     * @param known IDs of events; reading ends at the first
     */
    List<Happening> events(String stack, Set<String> known) {
        List<Happening> events = new ArrayList<>();
        for (DescribeStackEventsResponse page :
                cloudformation.describeStackEventsPaginator(d -> d.stackName(stack))) {
            for (StackEvent event : page.stackEvents()) {
                if (known.contains(event.eventId())) {
                    return events;
                }
                events.add(happening(event));
            }
        }
        return events;
    }

    private static Happening happening(StackEvent event) {
        return new Happening(
                event.eventId(),
                text(event.logicalResourceId()),
                text(event.physicalResourceId()),
                text(event.resourceType()),
                text(event.resourceStatusAsString()),
                text(event.resourceStatusReason()));
    }

    private static String text(@org.jspecify.annotations.Nullable String each) {
        return each == null ? "" : each;
    }
}
