package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What all instances of a fleet have in common. */
final class Instances {
    /** Tokens only; two hops, for the worker sits in a container. */
    static final Map<String, Object> METADATA =
            Body.of(
                    "HttpEndpoint",
                    "enabled",
                    "HttpTokens",
                    "required",
                    "HttpPutResponseHopLimit",
                    2);

    /** Why an instance may have a public address. */
    static final String ADDRESS =
            "By its address an instance reaches AWS without a NAT gateway, which would cost $33 a"
                + " month; the security group has no inbound rule. network: {nat: true} has private"
                + " subnets.";

    private Instances() {}

    /**
     * The root volume of Amazon Linux.
     *
     * @param size GiB
     */
    static List<Map<String, Object>> disk(int size) {
        return List.of(
                Body.of(
                        "DeviceName",
                        "/dev/xvda",
                        "Ebs",
                        Body.of(
                                "VolumeType",
                                "gp3",
                                "VolumeSize",
                                size,
                                "Encrypted",
                                true,
                                "DeleteOnTermination",
                                true)));
    }

    /** What a group's own tags do not reach. */
    static List<Map<String, Object>> tagged(List<Map<String, Object>> tags) {
        return Stream.of("volume", "network-interface")
                .map(type -> Body.of("ResourceType", type, "Tags", tags))
                .toList();
    }
}
