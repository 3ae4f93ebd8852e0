package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

class BesideTest {
    private static final URI HERE = URI.create("http://127.0.0.1:1");

    @Test
    void onAwsEveryServiceIsThere() {
        try (AwsClients clients = clients(Map.of())) {
            assertThat(clients.beside().sns()).isPresent();
            assertThat(clients.beside().cloudwatch()).isPresent();
            assertThat(clients.beside().autoscaling()).isPresent();
            assertThat(clients.beside().ssm()).isPresent();
        }
    }

    @Test
    void aProgramOnEmulatorsReachesNoServiceOfAws() {
        try (AwsClients clients = clients(Map.of("sqs", HERE, "s3", HERE))) {
            assertThat(clients.beside().sns()).isEmpty();
            assertThat(clients.beside().cloudwatch()).isEmpty();
        }
    }

    @Test
    void oneThatIsNamedIsThereAndOpenedOnce() {
        try (AwsClients clients = clients(Map.of("sqs", HERE, "sns", HERE))) {
            assertThat(clients.beside().sns()).isEqualTo(clients.beside().sns()).isPresent();
            assertThat(clients.beside().ssm()).isEmpty();
        }
    }

    /** AWS's own by another name, as a private endpoint of a VPC has one. */
    @Test
    void anEndpointOfAwsIsAws() {
        URI vpc = URI.create("https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com");
        try (AwsClients clients = clients(Map.of("sqs", vpc))) {
            assertThat(clients.beside().sns()).isPresent();
        }
    }

    private static AwsClients clients(Map<String, URI> endpoints) {
        return AwsClients.patient(
                new AwsAccess(
                        Region.US_EAST_1,
                        new HashMap<>(endpoints),
                        AnonymousCredentialsProvider.create()),
                1,
                new ApiMeter());
    }
}
