package dev.sluice.ops.deploy.stack;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.StackDriftDetectionStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDrift;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftStatus;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What somebody changed by hand since the stack was made. An update does not set it back. */
final class Drift {
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Four minutes; a stack of a hundred resources takes about one. */
    private static final int LOOKS = 120;

    private final CloudFormationClient cloudformation;
    private final Operator operator;

    Drift(CloudFormationClient cloudformation, Operator operator) {
        this.cloudformation = cloudformation;
        this.operator = operator;
    }

    /** A sentence for each resource; none where the endpoint cannot tell. */
    List<String> of(String stack) throws InterruptedException {
        try {
            String detection =
                    cloudformation
                            .detectStackDrift(detect -> detect.stackName(stack))
                            .stackDriftDetectionId();
            for (int looks = 0; looks < LOOKS && isUnderWay(detection); looks++) {
                operator.pause(LOOK);
            }
            return cloudformation
                    .describeStackResourceDrifts(
                            drifts ->
                                    drifts.stackName(stack)
                                            .stackResourceDriftStatusFilters(
                                                    StackResourceDriftStatus.MODIFIED,
                                                    StackResourceDriftStatus.DELETED))
                    .stackResourceDrifts()
                    .stream()
                    .map(Drift::sentence)
                    .toList();
        } catch (CloudFormationException e) { // not worth a deployment: permission, emulator
            return List.of();
        }
    }

    private boolean isUnderWay(String detection) {
        return cloudformation
                        .describeStackDriftDetectionStatus(d -> d.stackDriftDetectionId(detection))
                        .detectionStatus()
                == StackDriftDetectionStatus.DETECTION_IN_PROGRESS;
    }

    private static String sentence(StackResourceDrift drift) {
        String what = Kind.of(drift.resourceType()).one() + " " + drift.physicalResourceId();
        if (drift.stackResourceDriftStatus() == StackResourceDriftStatus.DELETED) {
            return "The %s was removed by hand; an update that touches it fails. Make it again under its name, or destroy the stack and deploy anew."
                    .formatted(what);
        }
        return "The %s was changed by hand, and deploy does not set it back: %s. Do so yourself, or write it into fleet.yaml."
                .formatted(
                        what,
                        drift.propertyDifferences().stream()
                                .map(
                                        each ->
                                                "%s is %s, not %s"
                                                        .formatted(
                                                                each.propertyPath(),
                                                                each.actualValue(),
                                                                each.expectedValue()))
                                .collect(Collectors.joining("; ")));
    }
}
