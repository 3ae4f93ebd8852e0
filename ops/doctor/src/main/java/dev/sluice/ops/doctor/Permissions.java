package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Unchecked;

import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a role may do what a program does, by IAM's own simulation.
 *
 * @param program worker or dispatcher
 * @param iam absent where there is none to ask
 * @param principal whose permissions; empty where nobody knows
 */
record Permissions(
        String program, Optional<IamClient> iam, Optional<String> principal, List<Need> needs)
        implements Check {
    private static final Pattern ASSUMED =
            Pattern.compile("arn:([\\w-]+):sts::(\\d+):assumed-role/([^/]+)/.*");
    private static final Pattern ROOT = Pattern.compile("arn:[\\w-]+:iam::\\d+:root");

    Permissions {
        needs = List.copyOf(needs);
    }

    @Override
    public String about() {
        return "permissions of " + program;
    }

    @Override
    public List<Finding> look() {
        if (iam.isEmpty()) {
            return unchecked("AWS_ENDPOINT_URL_IAM names no endpoint");
        }
        if (principal.isEmpty()) {
            return unchecked(
                    "nobody knows whose they are; name roles by --worker-role and"
                            + " --dispatcher-role");
        }
        if (ROOT.matcher(principal.get()).matches()) {
            return unchecked(
                    "the account's root may do anything, and IAM simulates no root; name roles by"
                            + " --worker-role and --dispatcher-role");
        }
        String source = role(iam.get(), principal.get());
        List<Finding> findings = new ArrayList<>();
        for (Need need : needs) {
            List<String> denied =
                    iam
                            .get()
                            .simulatePrincipalPolicyPaginator(
                                    simulate ->
                                            simulate.policySourceArn(source)
                                                    .actionNames(need.actions())
                                                    .resourceArns(need.resources()))
                            .evaluationResults()
                            .stream()
                            .filter(
                                    result ->
                                            result.evalDecision()
                                                    != PolicyEvaluationDecisionType.ALLOWED)
                            .map(EvaluationResult::evalActionName)
                            .distinct()
                            .toList();
            if (!denied.isEmpty()) {
                findings.add(
                        new Fault(
                                about(),
                                "%s may not %s on %s"
                                        .formatted(
                                                source,
                                                String.join(", ", denied),
                                                String.join(", ", need.resources())),
                                "allow it in the role's policy: docs/aws.md, Permissions"));
            }
        }
        return findings.isEmpty() ? List.of(new Good(about(), source + " has them")) : findings;
    }

    private List<Finding> unchecked(String why) {
        return List.of(new Unchecked(about(), why));
    }

    /** A session's name tells the role but not its path, with which IAM wants it. */
    private static String role(IamClient iam, String principal) {
        Matcher assumed = ASSUMED.matcher(principal);
        return assumed.matches()
                ? iam.getRole(get -> get.roleName(assumed.group(3))).role().arn()
                : principal;
    }
}
