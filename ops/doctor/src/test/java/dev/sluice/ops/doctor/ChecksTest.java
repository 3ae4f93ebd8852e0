package dev.sluice.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Missing;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.ops.provision.Topology.Notification;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ListStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.StackSummary;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EventBridgeConfiguration;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.NoSuchResourceException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsServiceClientConfiguration;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the emulators of `up` do not have: each service played by hand. */
class ChecksTest {
    private static final Notification NOTIFICATION =
            new Notification("pictures", List.of("s3:ObjectCreated:*"), "sluice-events");
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:111122223333:sluice-events";

    @Test
    void aBucketThatTellsTheQueueOfEverythingIsGood() {
        assertThat(notified(queue(QUEUE)).look()).singleElement().isInstanceOf(Good.class);
    }

    @Test
    void aDroppedNotificationIsAFaultAndOneToAnotherQueueToo() {
        assertThat(notified().look()).singleElement().isInstanceOf(Fault.class);
        assertThat(notified(queue(QUEUE + "-old")).look())
                .singleElement()
                .isInstanceOf(Fault.class);
    }

    @Test
    void aNotificationForSomeKeysAloneIsAFaultThatNamesThem() {
        QueueConfiguration narrow =
                queue(QUEUE).toBuilder()
                        .filter(
                                filter ->
                                        filter.key(
                                                key ->
                                                        key.filterRules(
                                                                rule ->
                                                                        rule.name("prefix")
                                                                                .value("acme/"))))
                        .build();

        assertThat(notified(narrow).look())
                .singleElement()
                .extracting(Finding::says)
                .asString()
                .contains("prefix acme/");
    }

    @Test
    void aBucketThatTellsEventBridgeIsNotJudged() {
        GetBucketNotificationConfigurationResponse bridge =
                GetBucketNotificationConfigurationResponse.builder()
                        .eventBridgeConfiguration(EventBridgeConfiguration.builder().build())
                        .build();

        assertThat(new EventSource(new PlayedS3(bridge), NOTIFICATION).look())
                .singleElement()
                .isInstanceOf(Unchecked.class);
    }

    /** As AWS writes it, as `provision` does, and as people do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | s3.amazonaws.com | sqs:SendMessage | arn:aws:s3:::pictures | 111122223333",
                "true  | s3.amazonaws.com | SQS:*           | arn:aws:s3:::pict*     |"
                        + " 111122223333",
                "true  | *                | sqs:SendMessage | arn:aws:s3:::pictures | 111122223333",
                "false | sns.amazonaws.com| sqs:SendMessage | arn:aws:s3:::pictures | 111122223333",
                "false | s3.amazonaws.com | sqs:GetQueueUrl | arn:aws:s3:::pictures | 111122223333",
                "false | s3.amazonaws.com | sqs:SendMessage | arn:aws:s3:::others   | 111122223333",
                "false | s3.amazonaws.com | sqs:SendMessage | arn:aws:s3:::pictures | 999999999999",
            })
    void theQueuesPolicyMustLetThisBucketOfThisAccountSend(
            boolean good, String service, String action, String source, String account) {
        String policy =
                """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                 "Principal": {"Service": "%s"}, "Action": ["%s"], "Resource": "%s",
                 "Condition": {"ArnLike": {"aws:SourceArn": "%s"}, "StringEquals": {"aws:SourceAccount": "%s"}}}}
                """
                        .formatted(service, action, QUEUE, source, account);

        assertThat(new EventsPolicy(new PlayedSqs(policy), NOTIFICATION).look())
                .singleElement()
                .isInstanceOf(good ? Good.class : Fault.class);
    }

    @Test
    void aQueueOfAwsWithoutPolicyIsAFault() {
        assertThat(new EventsPolicy(new PlayedSqs(""), NOTIFICATION).look())
                .singleElement()
                .isInstanceOf(Fault.class);
    }

    @Test
    void deniedActionsAreNamedWithTheRoleThatHasNotGotThem() {
        List<Finding> findings =
                new Permissions(
                                "worker",
                                Optional.of(new PlayedIam("s3:PutObject")),
                                Optional.of("arn:aws:sts::111122223333:assumed-role/worker/i-0"),
                                List.of(
                                        new Need(
                                                List.of("s3:GetObject", "s3:PutObject"),
                                                List.of("arn:aws:s3:::pictures/*")),
                                        new Need(
                                                List.of("cloudwatch:PutMetricData"), List.of("*"))))
                        .look();

        assertThat(findings)
                .singleElement()
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault ->
                                assertThat(fault.says())
                                        .contains(
                                                "role/teams/worker may not s3:PutObject on"
                                                        + " arn:aws:s3:::pictures/*"));
    }

    @Test
    void permissionsOfTheAccountsRootAreNotSimulated() {
        assertThat(
                        new Permissions(
                                        "worker",
                                        Optional.of(new PlayedIam("")),
                                        Optional.of("arn:aws:iam::111122223333:root"),
                                        List.of())
                                .look())
                .singleElement()
                .isInstanceOf(Unchecked.class);
    }

    @Test
    void aQuotaOfZeroIsAFaultAndADefaultCountsWhereNobodyAskedForAnother() {
        List<Finding> findings =
                new Quotas(Optional.of(new PlayedQuotas(Map.of("L-DB2E81BA", 0.0), 64)), true)
                        .look();

        assertThat(findings)
                .satisfiesExactly(
                        demand -> assertThat(demand).isInstanceOf(Fault.class),
                        spot -> assertThat(spot.says()).isEqualTo("64 vCPUs"));
    }

    @Test
    void aStackThatWasRolledBackIsAFaultAndThoseOfOthersAreNot() {
        List<Finding> findings =
                new Stacks(
                                Optional.of(
                                        new PlayedStacks(
                                                stack("sluice-prod", StackStatus.ROLLBACK_COMPLETE),
                                                stack("website", StackStatus.ROLLBACK_COMPLETE))),
                                "sluice")
                        .look();

        assertThat(findings)
                .singleElement()
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> assertThat(fault.about()).isEqualTo("stack sluice-prod"));
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDenied, 403, Unchecked",
        "UnknownOperationException, 400, Unchecked",
        "NotImplemented, 501, Unchecked",
        "ExpiredToken, 400, Missing",
        "InternalFailure, 500, Fault",
    })
    void aRefusalIsJudgedByItsCode(String code, int status, String kind) {
        Check refused =
                played(
                        AwsServiceException.builder()
                                .statusCode(status)
                                .awsErrorDetails(
                                        AwsErrorDetails.builder()
                                                .errorCode(code)
                                                .errorMessage("no")
                                                .build())
                                .build());

        assertThat(new Examination(List.of(refused)).findings())
                .singleElement()
                .isInstanceOf(
                        switch (kind) {
                            case "Missing" -> Missing.class;
                            case "Fault" -> Fault.class;
                            default -> Unchecked.class;
                        });
    }

    private static Check played(RuntimeException failure) {
        return new Check() {
            @Override
            public String about() {
                return "a service";
            }

            @Override
            public List<Finding> look() {
                throw failure;
            }
        };
    }

    private static EventSource notified(QueueConfiguration... queues) {
        return new EventSource(
                new PlayedS3(
                        GetBucketNotificationConfigurationResponse.builder()
                                .queueConfigurations(queues)
                                .build()),
                NOTIFICATION);
    }

    private static QueueConfiguration queue(String arn) {
        return QueueConfiguration.builder()
                .id("any")
                .queueArn(arn)
                .eventsWithStrings("s3:ObjectCreated:*")
                .build();
    }

    private static StackSummary stack(String name, StackStatus status) {
        return StackSummary.builder().stackName(name).stackStatus(status).build();
    }

    private record PlayedS3(GetBucketNotificationConfigurationResponse standing)
            implements S3Client {
        @Override
        public GetBucketNotificationConfigurationResponse getBucketNotificationConfiguration(
                GetBucketNotificationConfigurationRequest request) {
            return standing;
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private record PlayedSqs(String policy) implements SqsClient {
        @Override
        public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
            return GetQueueUrlResponse.builder().queueUrl(request.queueName()).build();
        }

        @Override
        public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
            return GetQueueAttributesResponse.builder()
                    .attributes(
                            Map.of(
                                    QueueAttributeName.QUEUE_ARN,
                                    QUEUE,
                                    QueueAttributeName.POLICY,
                                    policy))
                    .build();
        }

        @Override
        public SqsServiceClientConfiguration serviceClientConfiguration() {
            return SqsServiceClientConfiguration.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private record PlayedIam(String denied) implements IamClient {
        @Override
        public GetRoleResponse getRole(GetRoleRequest request) {
            return GetRoleResponse.builder()
                    .role(
                            role ->
                                    role.arn(
                                            "arn:aws:iam::111122223333:role/teams/"
                                                    + request.roleName()))
                    .build();
        }

        @Override
        public SimulatePrincipalPolicyResponse simulatePrincipalPolicy(
                SimulatePrincipalPolicyRequest request) {
            return SimulatePrincipalPolicyResponse.builder()
                    .evaluationResults(
                            request.actionNames().stream()
                                    .map(
                                            action ->
                                                    EvaluationResult.builder()
                                                            .evalActionName(action)
                                                            .evalDecision(
                                                                    action.equals(denied)
                                                                            ? "implicitDeny"
                                                                            : "allowed")
                                                            .build())
                                    .toList())
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private record PlayedQuotas(Map<String, Double> own, double usual)
            implements ServiceQuotasClient {
        @Override
        public GetServiceQuotaResponse getServiceQuota(GetServiceQuotaRequest request) {
            Double value = own.get(request.quotaCode());
            if (value == null) {
                throw NoSuchResourceException.builder().message("never asked for").build();
            }
            return GetServiceQuotaResponse.builder().quota(quota -> quota.value(value)).build();
        }

        @Override
        public GetAwsDefaultServiceQuotaResponse getAWSDefaultServiceQuota(
                GetAwsDefaultServiceQuotaRequest request) {
            return GetAwsDefaultServiceQuotaResponse.builder()
                    .quota(quota -> quota.value(usual))
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static final class PlayedStacks implements CloudFormationClient {
        private final List<StackSummary> stacks;

        PlayedStacks(StackSummary... stacks) {
            this.stacks = List.of(stacks);
        }

        @Override
        public ListStacksResponse listStacks(ListStacksRequest request) {
            return ListStacksResponse.builder().stackSummaries(stacks).build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
