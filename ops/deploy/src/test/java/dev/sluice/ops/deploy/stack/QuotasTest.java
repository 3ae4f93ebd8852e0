package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

class QuotasTest {
    private static final String POOL =
            """
            {"Resources": {"Pool": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {
              "MixedInstancesPolicy": {
                "InstancesDistribution": {"OnDemandPercentageAboveBaseCapacity": 0},
                "LaunchTemplate": {"Overrides": [{"InstanceType": "g6f.large"}, {"InstanceType": "g4dn.xlarge"}]}}}},
              "Cpu": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": {"InstanceType": "c7i.2xlarge"}}}}}\
            """;

    private final Map<String, Double> vcpus = new HashMap<>();

    private List<String> problems() {
        return new Quotas(
                        code ->
                                vcpus.containsKey(code)
                                        ? OptionalDouble.of(vcpus.get(code))
                                        : OptionalDouble.empty())
                .problems(Stacks.json(POOL));
    }

    @Test
    void aQuotaOfZeroIsToldWithWhereToAskForMore() {
        vcpus.putAll(
                Map.of(
                        "L-DB2E81BA",
                        0.0,
                        "L-3819A6DF",
                        2.0,
                        "L-1216C47A",
                        4.0,
                        "L-34B43A08",
                        64.0));

        assertThat(problems())
                .containsExactly(
                        "The quota of on-demand instances of the family G and VT is 0 vCPUs here,"
                            + " and the smallest of g4dn.xlarge, g6f.large has 2: none will start."
                            + " Ask for more: Service Quotas, Amazon EC2, quota L-DB2E81BA.",
                        "The quota of on-demand instances of the family standard is 4 vCPUs here,"
                                + " and the smallest of c7i.2xlarge has 8: none will start. Ask for"
                                + " more: Service Quotas, Amazon EC2, quota L-1216C47A.");
    }

    @Test
    void anEndpointWithoutQuotasIsNoProblem() {
        assertThat(problems()).isEmpty();
    }
}
