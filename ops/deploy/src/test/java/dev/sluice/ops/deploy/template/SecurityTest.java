package dev.sluice.ops.deploy.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may what, and who reaches whom. */
class SecurityTest {
    /** docs/deploy.md explains each: they know no resource, or a condition narrows them. */
    private static final Set<String> ANYWHERE =
            Set.of(
                    "autoscaling:DescribeAutoScalingInstances",
                    "autoscaling:DescribeLifecycleHooks",
                    "cloudwatch:GetMetricData",
                    "cloudwatch:PutMetricData",
                    "ecr:GetAuthorizationToken",
                    "ssm:UpdateInstanceInformation",
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel");

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#examples")
    void nothingIsAllowedByAStarButWhatAwsCannotNarrow(Written written) {
        written.statements()
                .forEach(
                        (id, statements) -> {
                            for (JsonNode statement : statements) {
                                if (!statement.path("Effect").asText().equals("Allow")
                                        || id.equals("Key")) {
                                    continue; // a key's policy speaks of the key alone
                                }
                                List<String> actions = Written.texts(statement.path("Action"));
                                assertThat(actions).noneMatch(action -> action.contains("*"));
                                if (Written.texts(statement.path("Resource")).contains("*")) {
                                    assertThat(ANYWHERE).as(id).containsAll(actions);
                                }
                            }
                        });
    }

    @Test
    void thePageExplainsEachException() throws Exception {
        String page = Files.readString(Written.HOME.resolve("docs/deploy.md"));
        assertThat(ANYWHERE).allMatch(page::contains);
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#examples")
    void nobodyOutsideTheAccountIsAllowedAnything(Written written) {
        written.statements()
                .forEach(
                        (id, statements) -> {
                            for (JsonNode statement : statements) {
                                JsonNode who = statement.path("Principal");
                                if (who.isMissingNode()
                                        || statement.path("Effect").asText().equals("Deny")) {
                                    continue;
                                }
                                boolean service = who.has("Service");
                                assertThat(
                                                service
                                                        || who.toString()
                                                                .contains("${AWS::AccountId}:root"))
                                        .as(id + ": " + who)
                                        .isTrue();
                                boolean trust =
                                        statement.path("Action").asText().equals("sts:AssumeRole");
                                if (service && !trust) {
                                    // else a service could be used by another account
                                    assertThat(statement.path("Condition").toString())
                                            .as(id)
                                            .containsAnyOf(
                                                    "aws:SourceAccount", "kms:EncryptionContext");
                                }
                            }
                        });
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#examples")
    void bucketsQueuesAndTopicsSpeakTlsAlone(Written written) {
        List<String> speakers = new ArrayList<>(written.of("AWS::S3::Bucket").keySet());
        speakers.addAll(written.of("AWS::SQS::Queue").keySet());
        speakers.addAll(written.of("AWS::SNS::Topic").keySet());
        assertThat(speakers).isNotEmpty();
        for (String id : speakers) {
            assertThat(written.statements().get(id + "Policy"))
                    .as(id)
                    .anySatisfy(
                            statement -> {
                                assertThat(statement.path("Effect").asText()).isEqualTo("Deny");
                                assertThat(statement.path("Principal").asText()).isEqualTo("*");
                                assertThat(
                                                statement
                                                        .at("/Condition/Bool/aws:SecureTransport")
                                                        .asText())
                                        .isEqualTo("false");
                            });
        }
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#examples")
    void bucketsAreEncryptedClosedAndOwned(Written written) {
        Map<String, JsonNode> buckets = written.of("AWS::S3::Bucket");
        assertThat(buckets).isNotEmpty();
        for (JsonNode bucket : buckets.values()) {
            assertThat(bucket.at("/BucketEncryption/ServerSideEncryptionConfiguration")).hasSize(1);
            JsonNode block = bucket.path("PublicAccessBlockConfiguration");
            assertThat(block).hasSize(4);
            block.forEach(each -> assertThat(each.asBoolean()).isTrue());
            assertThat(bucket.at("/OwnershipControls/Rules/0/ObjectOwnership").asText())
                    .isEqualTo("BucketOwnerEnforced");
            assertThat(bucket.at("/VersioningConfiguration/Status").asText()).isEqualTo("Enabled");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void dataOutlivesTheStackAndCanBePutBack(Written written) {
        Written.walk(
                written.json(),
                (id, resource) -> {
                    String type = resource.path("Type").asText();
                    if (type.equals("AWS::S3::Bucket") || type.equals("AWS::DynamoDB::Table")) {
                        assertThat(resource.path("DeletionPolicy").asText())
                                .isEqualTo("RetainExceptOnCreate");
                        assertThat(resource.path("UpdateReplacePolicy").asText())
                                .isEqualTo("Retain");
                    }
                });
        Map<String, JsonNode> tables = written.of("AWS::DynamoDB::Table");
        assertThat(tables).containsKeys("RowTable", "FleetTable");
        tables.forEach(
                (id, table) ->
                        // a face that was deleted must not come back; pictures and rows make the
                        // rest anew
                        assertThat(
                                        table.at(
                                                        "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                                                .asBoolean())
                                .as(id)
                                .isEqualTo(!id.equals("VectorTable")));
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void nobodyConnectsToAnInstance(Written written) {
        Map<String, JsonNode> groups = written.of("AWS::EC2::SecurityGroup");
        assertThat(groups).hasSize(1);
        groups.values()
                .forEach(
                        group -> {
                            assertThat(group.has("SecurityGroupIngress")).isFalse();
                            assertThat(group.path("SecurityGroupEgress")).hasSize(1);
                            assertThat(group.at("/SecurityGroupEgress/0/ToPort").asInt())
                                    .isEqualTo(443);
                        });
        assertThat(written.of("AWS::EC2::SecurityGroupIngress")).isEmpty();
        assertThat(written.json().toString()).doesNotContain("KeyName", "\"FromPort\":22");
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void instancesWantTokensAndEncryptTheirDisks(Written written) {
        Map<String, JsonNode> templates = written.of("AWS::EC2::LaunchTemplate");
        assertThat(templates).isNotEmpty();
        for (JsonNode template : templates.values()) {
            JsonNode data = template.path("LaunchTemplateData");
            assertThat(data.at("/MetadataOptions/HttpTokens").asText()).isEqualTo("required");
            assertThat(data.at("/MetadataOptions/HttpPutResponseHopLimit").asInt()).isEqualTo(2);
            JsonNode disks = data.path("BlockDeviceMappings");
            assertThat(disks).isNotEmpty();
            disks.forEach(disk -> assertThat(disk.at("/Ebs/Encrypted").asBoolean()).isTrue());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void workersRunWithoutPrivileges(Written written) {
        written.of("AWS::AutoScaling::LifecycleHook")
                .keySet()
                .forEach(
                        hook ->
                                assertThat(
                                                LimitsTest.userData(
                                                        written,
                                                        hook.replace(
                                                                "DrainHook", "LaunchTemplate")))
                                        .contains(
                                                "--read-only",
                                                "--cap-drop ALL",
                                                "--security-opt no-new-privileges")
                                        .doesNotContain("--privileged", "docker.sock"));
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void rolesHaveTheirPoliciesBesideThemAndBelongToOneServiceEach(Written written) {
        Map<String, JsonNode> roles = written.of("AWS::IAM::Role");
        assertThat(roles).isNotEmpty();
        roles.forEach(
                (id, role) -> {
                    assertThat(role.has("Policies")).as(id).isFalse();
                    assertThat(role.has("ManagedPolicyArns")).as(id).isFalse();
                    assertThat(role.at("/AssumeRolePolicyDocument/Statement")).hasSize(1);
                    assertThat(written.of("AWS::IAM::Policy").values())
                            .anyMatch(policy -> policy.at("/Roles/0/Ref").asText().equals(id));
                });
    }

    @Test
    void aPoolsWorkersReachItsOwnPipelinesAlone() {
        Written all = Written.allKeys();
        String cpu = all.properties("CpuRoleJobs") + "" + all.properties("CpuRoleObjects");
        assertThat(cpu).contains("LeavesJobs", "/leaves-result/*");
        assertThat(cpu).doesNotContain("FlakesJobs", "_original", "moderation-result");
    }

    @Test
    void vectorsAreForPoolsThatKeepThem() {
        Written all = Written.allKeys();
        assertThat(all.resources()).containsKeys("VectorTable", "CpuRoleVectors");
        assertThat(all.resources()).doesNotContainKey("GpuRoleVectors");
        assertThat(Written.flakes().resources()).doesNotContainKey("VectorTable");
    }

    @Test
    void aCustomerReachesItsOwnFilesAndRowsAlone() {
        List<JsonNode> statements = Written.flakes().statements().get("CustomerPolicy");
        assertThat(statements).hasSize(3);
        for (JsonNode statement : statements) {
            boolean files = statement.toString().contains("s3:");
            List<String> bound =
                    files
                            ? Written.texts(statement.path("Resource"))
                            : List.of(
                                    statement
                                            .at("/Condition/ForAllValues:StringEquals")
                                            .toString());
            assertThat(bound)
                    .isNotEmpty()
                    .allMatch(each -> each.contains("aws:PrincipalTag/customerID}"));
        }
        // ForAllValues is true of a request that names no key
        assertThat(statements.toString()).contains("\"Null\":{\"dynamodb:LeadingKeys\":\"false\"}");
    }

    @Test
    void anOwnKeyEncryptsAllThatIsStored() {
        Written all = Written.allKeys();
        String key = "{\"Fn::GetAtt\":[\"Key\",\"Arn\"]}";
        for (String type :
                List.of(
                        "AWS::S3::Bucket",
                        "AWS::SQS::Queue",
                        "AWS::SNS::Topic",
                        "AWS::DynamoDB::Table",
                        "AWS::Logs::LogGroup",
                        "AWS::SecretsManager::Secret")) {
            assertThat(all.of(type)).as(type).isNotEmpty();
            assertThat(all.of(type).values())
                    .as(type)
                    .allMatch(properties -> properties.toString().contains(key));
        }
        assertThat(all.properties("Key").path("EnableKeyRotation").asBoolean()).isTrue();
        assertThat(all.of("AWS::IAM::Role").keySet())
                .allMatch(role -> all.resources().containsKey(role + "Key"));
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.ops.deploy.template.Written#fleets")
    void logsEnd(Written written) {
        assertThat(written.of("AWS::Logs::LogGroup").values())
                .isNotEmpty()
                .allMatch(group -> group.path("RetentionInDays").asInt() > 0);
    }

    @Test
    void aBoundaryBoundsEachRole() {
        assertThat(Written.allKeys().of("AWS::IAM::Role").values())
                .isNotEmpty()
                .allMatch(role -> role.path("PermissionsBoundary").asText().endsWith("boundary"));
    }
}
