package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeInstanceRefreshesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeInstanceRefreshesResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshInProgressException;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshRequest;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class RefreshTest {
    private final FakeGroup aws = new FakeGroup();
    private final Spoken operator = new Spoken(() -> aws.percent += 50);

    /** One group, whose refresh is through when time has passed twice. */
    private static final class FakeGroup implements AutoScalingClient {
        List<String> versions = List.of();
        InstanceRefreshStatus end = InstanceRefreshStatus.SUCCESSFUL;
        boolean underWay;
        int percent;
        final List<StartInstanceRefreshRequest> started = new ArrayList<>();

        @Override
        public DescribeAutoScalingGroupsResponse describeAutoScalingGroups(
                DescribeAutoScalingGroupsRequest request) {
            return DescribeAutoScalingGroupsResponse.builder()
                    .autoScalingGroups(group("2", versions))
                    .build();
        }

        @Override
        public StartInstanceRefreshResponse startInstanceRefresh(
                StartInstanceRefreshRequest request) {
            if (underWay) {
                throw InstanceRefreshInProgressException.builder().message("under way").build();
            }
            started.add(request);
            return StartInstanceRefreshResponse.builder().instanceRefreshId("r1").build();
        }

        @Override
        public DescribeInstanceRefreshesResponse describeInstanceRefreshes(
                DescribeInstanceRefreshesRequest request) {
            return DescribeInstanceRefreshesResponse.builder()
                    .instanceRefreshes(
                            r ->
                                    r.instanceRefreshId("r1")
                                            .percentageComplete(percent)
                                            .statusReason("A hook failed.")
                                            .status(
                                                    percent < 100
                                                            ? InstanceRefreshStatus.IN_PROGRESS
                                                            : end))
                    .build();
        }

        @Override
        public String serviceName() {
            return "autoscaling";
        }

        @Override
        public void close() {}
    }

    private static AutoScalingGroup group(String wanted, List<String> versions) {
        return AutoScalingGroup.builder()
                .autoScalingGroupName("gpu")
                .launchTemplate(version(wanted))
                .instances(
                        versions.stream()
                                .map(
                                        each ->
                                                Instance.builder()
                                                        .lifecycleState("InService")
                                                        .launchTemplate(version(each))
                                                        .build())
                                .toList())
                .build();
    }

    private static LaunchTemplateSpecification version(String version) {
        return LaunchTemplateSpecification.builder().version(version).build();
    }

    @Test
    void instancesOfAnEarlierLaunchTemplateAreReplacedWhileMostWorkOn() throws Exception {
        aws.versions = List.of("1", "2", "1");

        new Refresh(aws, operator).run(List.of("gpu"));

        assertThat(aws.started).hasSize(1);
        assertThat(aws.started.getFirst().preferences().minHealthyPercentage()).isEqualTo(90);
        assertThat(aws.started.getFirst().preferences().scaleInProtectedInstancesAsString())
                .isEqualTo("Wait");
        assertThat(operator.said)
                .containsExactly(
                        "Group gpu: 2 of 3 instances are of an earlier launch template; replacing"
                                + " them …",
                        "  gpu: 0 % replaced",
                        "  gpu: 50 % replaced",
                        "  gpu: 100 % replaced");
    }

    @Test
    void aRefreshThatAnotherRunBeganIsFollowed() throws Exception {
        aws.versions = List.of("1");
        aws.underWay = true;

        new Refresh(aws, operator).run(List.of("gpu"));

        assertThat(operator.said).endsWith("  gpu: 100 % replaced");
    }

    @Test
    void whereAllAreOfTodayNothingIsStarted() throws Exception {
        aws.versions = List.of("2", "2");

        new Refresh(aws, operator).run(List.of("gpu"));
        new Refresh(aws, operator).run(List.of());

        assertThat(aws.started).isEmpty();
    }

    @Test
    void aRefreshThatFailsSaysThatBothVersionsWorkOn() {
        aws.versions = List.of("1");
        aws.end = InstanceRefreshStatus.FAILED;

        assertThatThrownBy(() -> new Refresh(aws, operator).run(List.of("gpu")))
                .isInstanceOf(StackFailed.class)
                .hasMessageContaining("A hook failed.")
                .hasMessageContaining("side by side");
    }

    @Test
    void onesThatLeaveAreNotOld() {
        AutoScalingGroup group = group("2", List.of("1"));
        AutoScalingGroup leaving =
                group.toBuilder()
                        .instances(
                                group.instances().getFirst().toBuilder()
                                        .lifecycleState("Terminating:Wait")
                                        .build())
                        .build();

        assertThat(Stream.of(group, leaving).map(Refresh::old)).containsExactly(1L, 0L);
        assertThat(Refresh.old(group("$Latest", List.of("1")))).isZero();
    }
}
