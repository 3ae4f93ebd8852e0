package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Resource;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.FleetConfig;

import java.util.List;
import java.util.Map;

/** Roles of programs, and policies for them as resources of their own. */
final class Roles {
    private final FleetConfig config;

    Roles(FleetConfig config) {
        this.config = config;
    }

    /**
     * @param service that may take the role, such as {@code ec2.amazonaws.com}
     */
    void role(Stack stack, String id, String service, String description) {
        stack.add(
                id,
                "AWS::IAM::Role",
                Body.of(
                        "Description",
                        description,
                        "AssumeRolePolicyDocument",
                        Statement.policy(
                                List.of(
                                        new Statement(
                                                "TakenByTheService",
                                                Body.of(
                                                        "Effect",
                                                        "Allow",
                                                        "Principal",
                                                        Body.of("Service", service),
                                                        "Action",
                                                        "sts:AssumeRole")))),
                        "PermissionsBoundary",
                        config.security().boundary()));
    }

    /** The role of an instance, with the profile that carries it there. */
    void instanceRole(Stack stack, String id, String description) {
        role(stack, id, "ec2.amazonaws.com", description);
        stack.add(
                id + "Profile", "AWS::IAM::InstanceProfile", Body.of("Roles", List.of(Fn.ref(id))));
    }

    /** What a role may do for one purpose; nothing if there are no statements. */
    static void policy(Stack stack, String role, String purpose, List<Statement> statements) {
        if (statements.isEmpty()) {
            return;
        }
        Map<String, Object> properties =
                Body.of(
                        "PolicyName",
                        purpose,
                        "Roles",
                        List.of(Fn.ref(role)),
                        "PolicyDocument",
                        Statement.policy(statements));
        Resource policy = stack.add(role + purpose, "AWS::IAM::Policy", properties);
        if (properties.toString().contains("Resource=*")) {
            policy.excuses(
                    "CKV_AWS_111",
                    "Actions on * are those that know no resources, or that a condition narrows;"
                            + " docs/deploy.md lists them.");
        }
    }
}
