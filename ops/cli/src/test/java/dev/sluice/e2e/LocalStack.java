package dev.sluice.e2e;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

import java.util.Map;
import java.util.Optional;

/** LocalStack in a container, for {@code mvn verify -Plocalstack}. */
final class LocalStack {
    /** The 4.x line is the last whose images start without an account's token. */
    private static final DockerImageName IMAGE =
            DockerImageName.parse("localstack/localstack:4.14.0");

    private LocalStack() {}

    static boolean wanted() {
        return Boolean.getBoolean("sluice.localstack");
    }

    /** What a program needs to work on it; nothing, and one line that says why, without Docker. */
    static Optional<Map<String, String>> start() {
        // Testcontainers tells of every way in which it looked for Docker; one line is enough.
        Logger looking = (Logger) LoggerFactory.getLogger("org.testcontainers");
        looking.setLevel(Level.OFF);
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            System.out.println(
                    "The tests on LocalStack are skipped: no Docker engine answers on this"
                            + " machine.");
            return Optional.empty();
        }
        looking.setLevel(Level.WARN);
        LocalStackContainer container =
                new LocalStackContainer(IMAGE).withServices("s3", "sqs", "dynamodb");
        container.start(); // Testcontainers removes it when this process has ended
        String endpoint = container.getEndpoint().toString();
        return Optional.of(
                Map.of(
                        "AWS_ENDPOINT_URL_S3",
                        endpoint,
                        "AWS_ENDPOINT_URL_SQS",
                        endpoint,
                        "AWS_ENDPOINT_URL_DYNAMODB",
                        endpoint,
                        "AWS_ACCESS_KEY_ID",
                        container.getAccessKey(),
                        "AWS_SECRET_ACCESS_KEY",
                        container.getSecretKey(),
                        "AWS_REGION",
                        container.getRegion(),
                        "AWS_DEFAULT_REGION",
                        container.getRegion(),
                        "S3_BUCKET_NAME",
                        "sluice",
                        "DYNAMODB_TABLE_NAME",
                        "CustomerImages"));
    }
}
