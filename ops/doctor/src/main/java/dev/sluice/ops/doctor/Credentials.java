package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.doctor.Finding.Unchecked;
import dev.sluice.shared.aws.AwsAccess;

import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

import java.util.List;
import java.util.Optional;

/** Whether there are credentials, and whose. */
record Credentials(AwsAccess access, Optional<StsClient> sts) implements Check {
    @Override
    public String about() {
        return "credentials";
    }

    @Override
    public List<Finding> look() {
        access.credentials().resolveCredentials(); // throws where there are none
        return sts.map(
                        client -> {
                            GetCallerIdentityResponse who = client.getCallerIdentity();
                            return List.<Finding>of(
                                    new Good(
                                            about(),
                                            "account %s, region %s, %s"
                                                    .formatted(
                                                            who.account(),
                                                            access.region(),
                                                            who.arn())));
                        })
                .orElseGet(
                        () ->
                                List.of(
                                        new Unchecked(
                                                about(),
                                                "there are some, but AWS_ENDPOINT_URL_STS names no"
                                                        + " endpoint that knows whose")));
    }
}
