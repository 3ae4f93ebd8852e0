package dev.sluice.ops.deploy.stack;

import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Where a deployment goes, and as whom.
 *
 * @param number twelve digits
 * @param caller ARN of the user or role
 */
record Account(String number, String caller, String region) {
    /** What a deployment calls. */
    static final List<String> SERVICES =
            List.of("cloudformation", "s3", "dynamodb", "sts", "auto_scaling", "service_quotas");

    static Account of(StsClient sts, String region) {
        GetCallerIdentityResponse caller = sts.getCallerIdentity();
        return new Account(caller.account(), caller.arn(), region);
    }

    String words(Map<String, URI> endpoints) {
        URI elsewhere = endpoints.get("cloudformation");
        return "Account %s, region %s, as %s%s"
                .formatted(number, region, caller, elsewhere == null ? "" : ", at " + elsewhere);
    }

    /**
     * Half on an emulator would be half on somebody's bill.
     *
     * @throws StartFailure if some services are an emulator's and others AWS's
     */
    static void checkOne(AwsAccess access) {
        TreeSet<String> named = new TreeSet<>(SERVICES);
        named.retainAll(access.endpoints().keySet());
        TreeSet<String> unnamed = new TreeSet<>(SERVICES);
        unnamed.removeAll(named);
        if (!named.isEmpty() && !unnamed.isEmpty()) {
            throw new StartFailure(
                    "The environment sends some services to another endpoint and others to AWS. Set AWS_ENDPOINT_URL for all, or unset %s; missing: %s."
                            .formatted(variables(named), variables(unnamed)));
        }
    }

    private static String variables(TreeSet<String> services) {
        return String.join(
                ", ",
                services.stream()
                        .map(each -> "AWS_ENDPOINT_URL_" + each.toUpperCase(java.util.Locale.ROOT))
                        .toList());
    }
}
