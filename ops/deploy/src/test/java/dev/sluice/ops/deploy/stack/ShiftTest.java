package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.util.List;

class ShiftTest {
    private static String template(String version) {
        return """
        {"Resources": {
          "DispatcherVersion%1$s": {"Type": "AWS::Lambda::Version", "Properties": {}},
          "DispatcherAlias": {"Type": "AWS::Lambda::Alias", "Properties": {
            "Name": "live", "FunctionVersion": {"Fn::GetAtt": ["DispatcherVersion%1$s", "Version"]}}}}}\
        """
                .formatted(version);
    }

    private static final List<Part> PARTS =
            List.of(
                    new Part(
                            "DispatcherVersionA",
                            "arn:aws:lambda:eu-west-1:1:function:flakes-dispatcher:7",
                            "AWS::Lambda::Version",
                            "CREATE_COMPLETE"));

    private static JsonNode alias(String template) {
        return Stacks.json(template).at("/Resources/DispatcherAlias/Properties");
    }

    @Test
    void theStandingVersionKeepsTheRestOfTheEvents() {
        String shifted = new Shift(Stacks.json(template("A")), PARTS).of(template("B"), 0.1);

        assertThat(alias(shifted))
                .isEqualTo(
                        Stacks.json(
                                """
                                {"Name": "live", "FunctionVersion": "7",
                                 "RoutingConfig": {"AdditionalVersionWeights": [
                                   {"FunctionWeight": 0.1,
                                    "FunctionVersion": {"Fn::GetAtt": ["DispatcherVersionB", "Version"]}}]}}\
                                """));
    }

    @Test
    void anotherWeightLeavesTheStandingVersionAsItIs() {
        JsonNode underWay =
                Stacks.json(new Shift(Stacks.json(template("A")), PARTS).of(template("B"), 0.1));

        String more = new Shift(underWay, List.of()).of(template("B"), 0.5);

        assertThat(alias(more).path("FunctionVersion").asText()).isEqualTo("7");
        assertThat(alias(more).at("/RoutingConfig/AdditionalVersionWeights/0/FunctionWeight"))
                .hasToString("0.5");
    }

    @Test
    void withoutANewVersionNothingIsShifted() {
        String same = new Shift(Stacks.json(template("A")), PARTS).of(template("A"), 0.1);

        assertThat(Stacks.json(same)).isEqualTo(Stacks.json(template("A")));
        String fresh = new Shift(Stacks.json("{}"), List.of()).of(template("A"), 0.1);
        assertThat(Stacks.json(fresh)).isEqualTo(Stacks.json(template("A")));
    }
}
