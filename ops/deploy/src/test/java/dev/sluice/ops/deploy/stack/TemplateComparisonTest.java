package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.deploy.stack.StackChange.Action;
import dev.sluice.ops.deploy.stack.TemplateComparison.Side;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class TemplateComparisonTest {
    private static final String OLD =
            """
            {"Parameters": {"Size": {"Type": "Number", "Default": 2}},
             "Resources": {
              "Rows": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "rows"}},
              "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 60}},
              "Pool": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {"MaxSize": {"Ref": "Size"}}}}}\
            """;

    private static Side side(String template, Map<String, String> parameters) {
        return new Side(Stacks.json(template), parameters);
    }

    private static List<StackChange> changes(String now, Map<String, String> parameters) {
        return TemplateComparison.of(side(OLD, Map.of()), side(now, parameters));
    }

    @Test
    void theSameIsNoChangeNorIsADefaultThatIsWrittenOut() {
        assertThat(changes(OLD, Map.of())).isEmpty();
        assertThat(changes(OLD, Map.of("Size", "2"))).isEmpty();
    }

    @Test
    void aParameterChangesWhatRefersToIt() {
        assertThat(changes(OLD, Map.of("Size", "5")))
                .containsExactly(
                        new StackChange(
                                Action.CHANGE,
                                "Pool",
                                "AWS::AutoScaling::AutoScalingGroup",
                                List.of("parameter Size")));
    }

    @Test
    void anotherNameMakesATableAnewAndWhatItHoldsIsInDanger() {
        List<StackChange> changes =
                changes(
                        OLD.replace("\"TableName\": \"rows\"", "\"TableName\": \"lines\""),
                        Map.of());

        assertThat(changes)
                .containsExactly(
                        new StackChange(
                                Action.REPLACE,
                                "Rows",
                                "AWS::DynamoDB::Table",
                                List.of("TableName")));
        Plan plan = new Plan("flakes", Plan.Source.COMPARISON, changes);
        assertThat(plan.endangering()).hasSize(1);
        assertThat(plan.lines())
                .endsWith("    table Rows: TableName (what is in it does not come along)");
    }

    @Test
    void whatComesAndWhatGoesIsTold() {
        String now =
                OLD.replace("\"Jobs\"", "\"Other\"").replace("AWS::SQS::Queue", "AWS::SNS::Topic");

        Plan plan = new Plan("flakes", Plan.Source.COMPARISON, changes(now, Map.of()));

        assertThat(plan.lines())
                .containsExactly(
                        "Stack flakes (by comparing the templates, for this endpoint has no change"
                                + " sets):",
                        "  New: 1 topic",
                        "  Removed: 1 queue",
                        "    queue Jobs (what is in it does not come along)");
    }

    @Test
    void aPolicyOfDeletionIsAChangeToo() {
        String now =
                OLD.replace(
                        "\"AWS::SQS::Queue\",",
                        "\"AWS::SQS::Queue\", \"DeletionPolicy\": \"Retain\",");

        assertThat(changes(now, Map.of()))
                .extracting(StackChange::what)
                .containsExactly(List.of("DeletionPolicy"));
    }
}
