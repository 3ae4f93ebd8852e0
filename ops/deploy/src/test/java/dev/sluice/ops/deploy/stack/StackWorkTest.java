package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.deploy.stack.Standing.Absent;
import dev.sluice.ops.deploy.stack.Standing.Usable;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;

class StackWorkTest {
    private static final String ONE =
            """
            {"Resources": {"Uploads": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "up"}},
                           "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 60}}}}\
            """;

    private static final String TWO = ONE.replace("60", "90");

    private final FakeCloudFormation aws = new FakeCloudFormation();
    private final Spoken operator = new Spoken(aws::tick);
    private final StackWork work = new StackWork(aws, operator, "flakes");

    private static Desired desired(String template) {
        return new Desired("flakes", template, Map.of(), Map.of("sluice:fleet", "flakes"));
    }

    private String id() throws InterruptedException {
        return work.settled().stackId().orElseThrow();
    }

    /** As a deployment does it, from whatever there is. */
    private Plan deploy(String template) throws InterruptedException {
        Standing standing = work.settled();
        Plan plan = work.plan(desired(template), standing, Optional.empty());
        work.make(desired(template), work.cleared(standing), Optional.empty(), false);
        return plan;
    }

    @Test
    void whatIsAbsentIsMadeAndEachResourceTold() throws Exception {
        Plan plan = deploy(ONE);

        assertThat(plan.lines())
                .containsExactly("Stack flakes (everything is new):", "  New: 1 bucket, 1 queue");
        assertThat(aws.calls).containsExactly("change set CREATE", "execute");
        assertThat(aws.status("flakes")).isEqualTo("CREATE_COMPLETE");
        assertThat(operator.said)
                .contains(
                        "  made        bucket Uploads (p-Uploads)",
                        "  made        queue Jobs (p-Jobs)");
    }

    @Test
    void ofAStackThatStandsCloudFormationSaysWhatChanges() throws Exception {
        aws.has("flakes", "UPDATE_ROLLBACK_COMPLETE", ONE);

        Plan plan = deploy(TWO);

        assertThat(plan.source()).isEqualTo(Plan.Source.CHANGE_SET);
        assertThat(aws.status("flakes")).isEqualTo("UPDATE_COMPLETE");
    }

    @Test
    void whereThereAreNoChangeSetsTheTemplatesAreComparedAndThePlanSaysSo() throws Exception {
        aws.changeSets = false;
        deploy(ONE);
        Plan plan = deploy(TWO);

        assertThat(plan.lines())
                .containsExactly(
                        "Stack flakes (by comparing the templates, for this endpoint has no change"
                                + " sets):",
                        "  Changed: 1 queue",
                        "    queue Jobs: VisibilityTimeout");
        assertThat(deploy(TWO).isEmpty()).isTrue();
        assertThat(aws.calls).containsExactly("create", "update");
        assertThat(operator.said).contains("Stack flakes: nothing to change.");
    }

    @Test
    void withoutAChangeNothingIsExecuted() throws Exception {
        aws.has("flakes", "CREATE_COMPLETE", ONE);

        assertThat(deploy(ONE).isEmpty()).isTrue();

        assertThat(aws.calls).doesNotContain("execute");
    }

    @Test
    void whatFailedIsToldWithItsRemedyAndNotWhatOnlyFollowedFromIt() {
        aws.failing.put("Uploads", "up already exists (Service: S3, Status Code: 409)");

        assertThatThrownBy(() -> deploy(ONE))
                .isInstanceOf(StackFailed.class)
                .hasMessageContaining("Stack flakes: it could not be made.")
                .hasMessageContaining("bucket Uploads: up already exists")
                .hasMessageContaining("choose another name in fleet.yaml")
                .hasMessageNotContaining("cancelled");
        assertThat(aws.status("flakes")).isEqualTo("ROLLBACK_COMPLETE");
    }

    /** CloudFormation then makes nothing, and its events of resources say nothing. */
    @Test
    void whatIsRefusedBeforeAnythingIsMadeIsToldToo() {
        aws.refused = "Resource of type 'AWS::SQS::Queue' with identifier 'jobs' already exists.";

        assertThatThrownBy(() -> deploy(ONE))
                .hasMessageContaining("queue Jobs: Resource of type")
                .hasMessageContaining("Remove it, choose another name");
    }

    @Test
    void aFirstCreationThatFailedIsTakenAwayAndMadeAnew() throws Exception {
        aws.failing.put("Uploads", "Rate exceeded");
        assertThatThrownBy(() -> deploy(ONE)).hasMessageContaining("Run deploy again");
        aws.failing.clear();
        aws.calls.clear();

        deploy(ONE);

        assertThat(aws.calls).containsExactly("delete", "change set CREATE", "execute");
        assertThat(aws.status("flakes")).isEqualTo("CREATE_COMPLETE");
        assertThat(operator.said)
                .contains(
                        "Stack flakes: its first creation failed and was undone; removing what is"
                                + " left …");
    }

    @Test
    void aDeploymentThatWasLeftAtItsQuestionIsTakenAway() throws Exception {
        aws.has("flakes", "REVIEW_IN_PROGRESS", "{}");

        deploy(ONE);

        assertThat(aws.calls).startsWith("delete");
        assertThat(aws.status("flakes")).isEqualTo("CREATE_COMPLETE");
    }

    @Test
    void anOperationThatAnotherRunBeganIsAwaitedFirst() throws Exception {
        aws.has("flakes", "CREATE_COMPLETE", ONE);
        aws.isBusyUntil("flakes", "UPDATE_COMPLETE");

        deploy(TWO);

        assertThat(operator.said.getFirst())
                .isEqualTo(
                        "Stack flakes: CloudFormation is at work (UPDATE_IN_PROGRESS); waiting for"
                                + " its end …");
        assertThat(aws.status("flakes")).isEqualTo("UPDATE_COMPLETE");
    }

    @Test
    void anUpdateThatCouldNotBeUndoneIsUndoneFirst() throws Exception {
        aws.has("flakes", "UPDATE_ROLLBACK_FAILED", ONE);

        Plan plan = deploy(TWO);

        assertThat(plan.lines()).contains("    queue Jobs: VisibilityTimeout");
        assertThat(aws.calls).startsWith("continue");
        assertThat(aws.status("flakes")).isEqualTo("UPDATE_COMPLETE");
    }

    @Test
    void ifThatFailsAgainItIsSaid() {
        aws.has("flakes", "UPDATE_ROLLBACK_FAILED", ONE);
        aws.rollbackFails = true;

        assertThatThrownBy(() -> deploy(TWO)).hasMessageContaining("still cannot be undone");
    }

    @Test
    void aStackThatDoesNotGoSaysWhatHoldsIt() {
        aws.has("flakes", "CREATE_COMPLETE", ONE);
        aws.failing.put("Uploads", "The bucket you tried to delete is not empty");

        assertThatThrownBy(() -> work.remove(id()))
                .hasMessageContaining("could not be removed whole")
                .hasMessageContaining("destroy --delete-data");
    }

    @Test
    void aRemovedStackIsAbsentAndKnownByWhatItLeft() throws Exception {
        aws.has(
                "flakes",
                "CREATE_COMPLETE",
                ONE.replace(
                        "\"AWS::S3::Bucket\",",
                        "\"AWS::S3::Bucket\", \"DeletionPolicy\": \"RetainExceptOnCreate\","));

        work.remove(id());

        Stacks stacks = new Stacks(aws);
        assertThat(work.settled()).isInstanceOf(Absent.class);
        assertThat(stacks.left(stacks.removed("flakes").getFirst()))
                .extracting(Part::words)
                .containsExactly("bucket p-Uploads");
        deploy(ONE);
        assertThat(work.settled()).isInstanceOf(Usable.class);
    }
}
