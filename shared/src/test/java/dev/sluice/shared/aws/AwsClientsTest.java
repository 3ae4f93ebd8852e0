package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class AwsClientsTest {
    /** Four attempts of 2 s were not enough for emulators that start on a busy machine. */
    @Test
    void whoSetsUpWaitsLongForEachAnswer() {
        AwsAccess access =
                new AwsAccess(Region.US_EAST_1, Map.of(), AnonymousCredentialsProvider.create());
        try (AwsClients clients = AwsClients.patient(access, 1, new ApiMeter())) {
            for (ClientOverrideConfiguration configuration :
                    List.of(
                            clients.s3().serviceClientConfiguration().overrideConfiguration(),
                            clients.settling().serviceClientConfiguration().overrideConfiguration(),
                            clients.dynamodb()
                                    .serviceClientConfiguration()
                                    .overrideConfiguration())) {
                assertThat(configuration.apiCallAttemptTimeout().orElseThrow())
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(30));
                assertThat(configuration.apiCallTimeout().orElseThrow())
                        .isGreaterThanOrEqualTo(Duration.ofMinutes(2));
            }
        }
    }
}
