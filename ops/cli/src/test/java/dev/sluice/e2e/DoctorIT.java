package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.doctor.Doctor;
import dev.sluice.ops.doctor.Doctor.Roles;
import dev.sluice.ops.doctor.Finding;
import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Missing;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** On whatever emulators the suite runs on: those of `up` know no notifications, others do. */
final class DoctorIT {
    @Test
    void aFleetThatWorksIsGoodAndADroppedNotificationIsFoundWhereOneCanBe() throws Exception {
        try (Stack stack = Stack.take();
                AwsClients aws = stack.clients()) {
            stack.provision(Pipes.shipped());
            Settings settings = stack.settings(Pipes.shipped());

            List<Finding> whole = examine(settings);
            assertThat(whole)
                    .allMatch(each -> !(each instanceof Missing))
                    .noneMatch(each -> each instanceof Fault && !isOrphan(each));
            Finding notification = about("notification of bucket", whole);
            if (notification instanceof Unchecked) {
                return;
            }
            assertThat(notification).isInstanceOf(Good.class);
            try {
                aws.s3()
                        .putBucketNotificationConfiguration(
                                put ->
                                        put.bucket(settings.bucket())
                                                .notificationConfiguration(
                                                        NotificationConfiguration.builder()
                                                                .build()));
                String events = settings.queuePrefix() + "-events";
                String url = aws.settling().getQueueUrl(get -> get.queueName(events)).queueUrl();
                aws.settling()
                        .setQueueAttributes(
                                set ->
                                        set.queueUrl(url)
                                                .attributes(
                                                        Map.of(
                                                                QueueAttributeName.POLICY,
                                                                "{\"Version\": \"2012-10-17\","
                                                                        + " \"Statement\": []}")));

                List<Finding> dropped = examine(settings);
                assertThat(about("notification of bucket", dropped)).isInstanceOf(Fault.class);
                assertThat(about("policy of queue", dropped)).isInstanceOf(Fault.class);
            } finally {
                stack.provision(Pipes.shipped());
            }
            assertThat(about("notification of bucket", examine(settings))).isInstanceOf(Good.class);
        }
    }

    /** Tests beside this one make and delete queues of their own. */
    private static boolean isOrphan(Finding finding) {
        return finding.says().startsWith("begins with this fleet's prefix");
    }

    private static Finding about(String what, List<Finding> findings) {
        return findings.stream()
                .filter(each -> each.about().startsWith(what))
                .findFirst()
                .orElseThrow();
    }

    private static List<Finding> examine(Settings settings) {
        return new Doctor(settings, Roles.CALLERS, InstantSource.system()).examine();
    }
}
