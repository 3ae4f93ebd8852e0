package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.ops.provision.Topology.Notification;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the bucket tells the queue of uploads. */
record EventSource(S3Client s3, Notification wanted) implements Check {
    private static final int NOT_FOUND = 404;

    @Override
    public String about() {
        return "notification of bucket " + wanted.bucket();
    }

    @Override
    public List<Finding> look() {
        GetBucketNotificationConfigurationResponse standing;
        try {
            standing = s3.getBucketNotificationConfiguration(get -> get.bucket(wanted.bucket()));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return List.of(); // said already
            }
            throw e;
        }
        List<QueueConfiguration> ours =
                standing.queueConfigurations().stream()
                        .filter(each -> each.queueArn().endsWith(":" + wanted.queue()))
                        .toList();
        if (ours.isEmpty()) {
            return List.of(elsewhere(standing));
        }
        List<String> missing = new ArrayList<>(wanted.events());
        List<String> narrowed = new ArrayList<>();
        for (QueueConfiguration each : ours) {
            List<FilterRule> rules =
                    each.filter() == null || each.filter().key() == null
                            ? List.of()
                            : each.filter().key().filterRules();
            if (rules.isEmpty()) {
                missing.removeAll(each.eventsAsStrings());
            } else {
                narrowed.add(
                        rules.stream()
                                .map(rule -> rule.nameAsString() + " " + rule.value())
                                .collect(Collectors.joining(" and ")));
            }
        }
        if (missing.isEmpty()) {
            return List.of(new Good(about(), "every upload is told to " + wanted.queue()));
        }
        return List.of(
                fault(
                        "%s is not told of %s%s"
                                .formatted(
                                        wanted.queue(),
                                        missing,
                                        narrowed.isEmpty()
                                                ? ""
                                                : ", or only for keys with "
                                                        + String.join(" or ", narrowed))));
    }

    private Finding elsewhere(GetBucketNotificationConfigurationResponse standing) {
        boolean others =
                !standing.topicConfigurations().isEmpty()
                        || standing.eventBridgeConfiguration() != null;
        return others
                ? new Unchecked(
                        about(),
                        "it tells SNS or EventBridge; whether that leads to %s was not followed"
                                .formatted(wanted.queue()))
                : fault("nobody tells %s of uploads".formatted(wanted.queue()));
    }

    private Fault fault(String says) {
        return new Fault(
                about(),
                says,
                "`ops/sluice provision` sets it; then `ops/sluice backfill` finds what was missed");
    }
}
