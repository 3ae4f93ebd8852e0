package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.deploy.stack.Teardown.End;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

class TeardownTest {
    private static final List<String> NAMES = List.of("flakes", "flakes-assets");

    /** As the fake names resources: {@code p-} and the logical name. */
    private static final String FLEET =
            """
            {"Resources": {
              "Uploads": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "RetainExceptOnCreate"},
              "Rows": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain"},
              "Pending": {"Type": "AWS::DynamoDB::Table"},
              "Jobs": {"Type": "AWS::SQS::Queue"},
              "Events": {"Type": "AWS::SQS::Queue"}}}\
            """;

    private static final String ASSETS =
            "{\"Resources\": {\"Files\": {\"Type\": \"AWS::S3::Bucket\"}}}";

    private final FakeCloudFormation aws = new FakeCloudFormation();
    private final FakeStore s3 = new FakeStore();
    private final FakeTables dynamodb = new FakeTables();
    private final Spoken operator = new Spoken(aws::tick);

    @BeforeEach
    void aFleetWithData() {
        aws.has("flakes", "CREATE_COMPLETE", FLEET);
        aws.has("flakes-assets", "CREATE_COMPLETE", ASSETS);
        s3.buckets.put("p-Uploads", new TreeSet<>(Set.of("a.jpg@1", "a.jpg@2", "b.jpg@3!")));
        s3.buckets.put("p-Files", new TreeSet<>(Set.of("zip@1")));
        dynamodb.tables.putAll(Map.of("p-Rows", true, "p-Pending", true));
    }

    private static AwsAccess access() {
        return new AwsAccess(Region.EU_WEST_1, Map.of(), AnonymousCredentialsProvider.create());
    }

    private End destroy(boolean data) throws InterruptedException {
        Clients clients =
                new Clients(
                        aws,
                        s3,
                        dynamodb,
                        new AutoScalingClient() {
                            @Override
                            public String serviceName() {
                                return "autoscaling";
                            }

                            @Override
                            public void close() {}
                        },
                        new StsClient() {
                            @Override
                            public GetCallerIdentityResponse getCallerIdentity(
                                    GetCallerIdentityRequest request) {
                                return GetCallerIdentityResponse.builder()
                                        .account("123456789012")
                                        .arn("arn:aws:iam::123456789012:user/ann")
                                        .build();
                            }

                            @Override
                            public String serviceName() {
                                return "sts";
                            }

                            @Override
                            public void close() {}
                        },
                        new ServiceQuotasClient() {
                            @Override
                            public String serviceName() {
                                return "servicequotas";
                            }

                            @Override
                            public void close() {}
                        });
        return new Teardown(access(), clients, operator).destroy(NAMES, data);
    }

    @Test
    void whatHoldsDataStaysAndIsNamedBeforeTheQuestion() throws Exception {
        assertThat(destroy(false)).isEqualTo(End.GONE);

        assertThat(operator.said)
                .startsWith(
                        "Account 123456789012, region eu-west-1, as"
                                + " arn:aws:iam::123456789012:user/ann",
                        "Stack flakes goes, with 1 table, 2 queues.",
                        "These stay, with what is in them, and cost what they hold (--delete-data"
                                + " removes them):",
                        "  table p-Rows",
                        "  bucket p-Uploads");
        assertThat(operator.asked).containsExactly(false);
        assertThat(s3.buckets).containsOnlyKeys("p-Uploads", "p-Files");
        assertThat(dynamodb.tables).containsEntry("p-Rows", true);
        assertThat(aws.status("flakes-assets")).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void withItsDataNothingIsLeftWhatVersionsAndProtectionThereMayBe() throws Exception {
        s3.parts.add("half.jpg");
        s3.late.add("c.jpg@4");

        assertThat(destroy(true)).isEqualTo(End.GONE);

        assertThat(operator.asked).containsExactly(true);
        assertThat(operator.said)
                .contains(
                        "These go for good, with everything in them:",
                        "  removed     table p-Rows",
                        "  removed     bucket p-Uploads");
        assertThat(s3.buckets).doesNotContainKey("p-Uploads");
        assertThat(s3.buckets.get("p-Files")).isEmpty(); // the fake's stack removes no bucket
        assertThat(s3.parts).isEmpty();
        assertThat(dynamodb.tables).isEqualTo(Map.of("p-Pending", false));
    }

    @Test
    void itsDataCanBeRemovedWhenTheStackIsLongGone() throws Exception {
        destroy(false);

        assertThat(destroy(true)).isEqualTo(End.GONE);

        assertThat(s3.buckets).doesNotContainKey("p-Uploads");
        assertThat(dynamodb.tables).doesNotContainKey("p-Rows");
        operator.said.clear();
        assertThat(destroy(true)).isEqualTo(End.GONE);
        assertThat(operator.said).last().isEqualTo("There is nothing of flakes here.");
    }

    @Test
    void whatAnotherFleetHasTakenOverSinceIsLeftToIt() throws Exception {
        destroy(false);
        aws.owners.put("p-Uploads", "arn:aws:cloudformation:…:stack/other/1");

        destroy(true);

        assertThat(s3.buckets).containsKey("p-Uploads");
        assertThat(dynamodb.tables).doesNotContainKey("p-Rows");
    }

    @Test
    void aNoChangesNothing() throws Exception {
        operator.answer = false;

        assertThat(destroy(true)).isEqualTo(End.DECLINED);

        assertThat(aws.calls).isEmpty();
        assertThat(s3.buckets).hasSize(2);
    }

    @Test
    void halfAnEmulatorIsRefused() {
        AwsAccess half =
                new AwsAccess(
                        Region.EU_WEST_1,
                        Map.of("s3", URI.create("http://127.0.0.1:1")),
                        AnonymousCredentialsProvider.create());

        assertThatThrownBy(() -> Teardown.destroy(half, operator, NAMES, true))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("unset AWS_ENDPOINT_URL_S3;")
                .hasMessageContaining("AWS_ENDPOINT_URL_CLOUDFORMATION");
    }
}
