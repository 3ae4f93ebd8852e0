package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.deploy.stack.StackChange.Action;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

class NamesTest {
    private static final String TEMPLATE =
            """
            {"Resources": {
              "Uploads": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "RetainExceptOnCreate",
                          "Properties": {"BucketName": "up"}},
              "Assets": {"Type": "AWS::S3::Bucket",
                         "Properties": {"BucketName": {"Fn::Sub": "a-${AWS::AccountId}-${AWS::Region}"}}},
              "Results": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "Where"}}},
              "Made": {"Type": "AWS::S3::Bucket", "Properties": {}},
              "Rows": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "RetainExceptOnCreate",
                       "Properties": {"TableName": "rows"}},
              "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}}}}\
            """;

    private final FakeStore s3 = new FakeStore();
    private final FakeTables dynamodb = new FakeTables();

    private Names.Checked check() {
        Desired desired = new Desired("flakes", TEMPLATE, Map.of("Where", "somewhere"), Map.of());
        Plan plan =
                new Plan(
                        "flakes",
                        Plan.Source.NEW,
                        TemplateComparison.of(
                                new TemplateComparison.Side(Stacks.json("{}"), Map.of()),
                                new TemplateComparison.Side(Stacks.json(TEMPLATE), Map.of())));
        Account account = new Account("123456789012", "arn:aws:iam::1:user/x", "eu-west-1");
        return new Names(s3, dynamodb, account).check(plan, desired);
    }

    @Test
    void freeNamesAreNoProblem() {
        assertThat(check().problems()).isEmpty();
        assertThat(check().plan().changes())
                .hasSize(6)
                .allMatch(change -> change.action() == Action.ADD);
    }

    @Test
    void everyNameThatSomebodyElseHasIsToldAtOnce() {
        s3.elsewhere.putAll(Map.of("up", 403, "a-123456789012-eu-west-1", 301, "somewhere", 403));

        assertThat(check().problems())
                .containsExactlyInAnyOrder(
                        "Bucket up belongs to another account, or these credentials may not look at"
                                + " it (names are the world's): choose another in fleet.yaml.",
                        "Bucket somewhere belongs to another account, or these credentials may not"
                            + " look at it (names are the world's): choose another in fleet.yaml.",
                        "Bucket a-123456789012-eu-west-1 is in another region than eu-west-1:"
                                + " choose another name, or that region, in fleet.yaml.");
    }

    /** As `destroy` left them. */
    @Test
    void whatAnEarlierFleetLeftIsTakenOverAndThatIsSaidBefore() {
        s3.buckets.put("up", new TreeSet<>());
        dynamodb.tables.put("rows", true);

        Names.Checked checked = check();

        assertThat(checked.problems()).isEmpty();
        assertThat(checked.plan().changes())
                .filteredOn(change -> change.action() == Action.TAKE_OVER)
                .extracting(StackChange::what)
                .containsExactly(List.of("rows"), List.of("up"));
        assertThat(checked.plan().lines()).contains("    bucket Uploads: up");
    }

    @Test
    void whatWouldGoWithTheStackIsNotTakenOver() {
        s3.buckets.put("somewhere", new TreeSet<>());

        assertThat(check().problems())
                .containsExactly(
                        "The bucket somewhere is there already and not the stack's: remove it, or"
                                + " choose another name in fleet.yaml.");
    }
}
