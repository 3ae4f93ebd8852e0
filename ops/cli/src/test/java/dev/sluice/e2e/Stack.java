package dev.sluice.e2e;

import dev.sluice.ops.local.LocalAws;
import dev.sluice.ops.local.Provisioner;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The AWS that the suite runs on, one for all tests: LocalStack if the profile asks for it, else
 * what the environment names, else emulators started here.
 */
final class Stack {
    private static final Optional<Map<String, String>> ENVIRONMENT = open();

    private Stack() {}

    /**
     * What a program needs to work on it, {@code MODEL_PATH} excepted. Skips the test if it cannot
     * be had here.
     */
    static Map<String, String> environment() {
        return ENVIRONMENT.orElseGet(() -> Assumptions.abort("there is no Docker"));
    }

    /** The same, with a folder of pipelines and perhaps more. */
    static Map<String, String> environment(Path pipelines, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("MODEL_PATH", pipelines.toString());
        environment.putAll(more);
        return environment;
    }

    /** Clients of the test's own, which no program's meter counts. */
    static AwsClients clients() {
        return AwsClients.open(
                Settings.read(environment(Pipes.shipped(), Map.of())).aws(),
                new AwsClients.Load(32, 4, Duration.ofSeconds(60)),
                new ApiMeter());
    }

    /** Creates what these pipelines need. */
    static void provision(Path pipelines) {
        try (AwsClients clients = clients()) {
            new Provisioner(clients.s3(), clients.settling(), clients.dynamodb(), line -> {})
                    .provision(
                            Settings.read(environment(pipelines, Map.of())),
                            Pipelines.read(pipelines, List.of()));
        }
    }

    private static Optional<Map<String, String>> open() {
        if (LocalStack.wanted()) {
            return LocalStack.start();
        }
        if (System.getenv("AWS_ENDPOINT_URL_SQS") != null) {
            Map<String, String> given = new HashMap<>();
            System.getenv()
                    .forEach(
                            (name, value) -> {
                                if (name.startsWith("AWS_")
                                        || name.equals("S3_BUCKET_NAME")
                                        || name.equals("DYNAMODB_TABLE_NAME")
                                        || name.equals("SLUICE_QUEUE_PREFIX")) {
                                    given.put(name, value);
                                }
                            });
            return Optional.of(Map.copyOf(given));
        }
        LocalAws aws = LocalAws.start(LocalAws.Options.defaults());
        Runtime.getRuntime().addShutdownHook(new Thread(aws::close, "stop-emulators"));
        return Optional.of(aws.environment());
    }
}
