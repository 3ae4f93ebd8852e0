package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Unchecked;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stacks of this fleet that came to grief: what they made is paid for and serves nobody.
 *
 * @param prefix of the queues, with which a fleet's stack begins
 */
record Stacks(Optional<CloudFormationClient> cloudformation, String prefix) implements Check {
    private static final List<StackStatus> STUCK =
            List.of(
                    StackStatus.CREATE_FAILED,
                    StackStatus.ROLLBACK_COMPLETE,
                    StackStatus.ROLLBACK_FAILED,
                    StackStatus.UPDATE_ROLLBACK_FAILED,
                    StackStatus.DELETE_FAILED);

    @Override
    public String about() {
        return "stacks";
    }

    @Override
    public List<Finding> look() {
        if (cloudformation.isEmpty()) {
            return List.of(
                    new Unchecked(about(), "AWS_ENDPOINT_URL_CLOUDFORMATION names no endpoint"));
        }
        List<Finding> findings = new ArrayList<>();
        for (StackSummary stack :
                cloudformation
                        .get()
                        .listStacksPaginator(list -> list.stackStatusFilters(STUCK))
                        .stackSummaries()) {
            if (stack.stackName().startsWith(prefix) && STUCK.contains(stack.stackStatus())) {
                findings.add(
                        new Fault(
                                "stack " + stack.stackName(),
                                "is %s%s"
                                        .formatted(
                                                stack.stackStatusAsString(),
                                                stack.stackStatusReason() == null
                                                        ? ""
                                                        : ": " + stack.stackStatusReason()),
                                "`ops/sluice destroy`, then deploy again"));
            }
        }
        return findings.isEmpty()
                ? List.of(new Good(about(), "none that begins with %s is stuck".formatted(prefix)))
                : findings;
    }
}
