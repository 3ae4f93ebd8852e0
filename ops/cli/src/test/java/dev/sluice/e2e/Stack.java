package dev.sluice.e2e;

import dev.sluice.ops.local.LocalAws;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Assumptions;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The AWS that one test at a time runs on, for its one queue of events can serve one dispatcher's
 * pipelines: LocalStack if the profile asks for it, else what the environment names, else emulators
 * started here. Where the environment names no bucket there is one stack, with names of its own,
 * for each test that runs side by side with others.
 */
final class Stack implements AutoCloseable {
    /** Empty where emulators are started here. */
    private static final Optional<Map<String, String>> GIVEN =
            LocalStack.wanted() ? LocalStack.start() : given();

    private static final BlockingQueue<Stack> FREE = new LinkedBlockingQueue<>();

    private static final AtomicInteger MADE = new AtomicInteger();

    static {
        GIVEN.filter(given -> given.containsKey("S3_BUCKET_NAME"))
                .map(Stack::new)
                .ifPresent(FREE::add);
    }

    private final Map<String, String> environment;

    private Stack(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** One that no other test has; {@link #close} gives it back. Skips the test without Docker. */
    static Stack take() throws InterruptedException {
        if (GIVEN.isPresent() && GIVEN.get().containsKey("S3_BUCKET_NAME")) {
            return FREE.take();
        }
        Assumptions.assumeFalse(GIVEN.isEmpty() && LocalStack.wanted(), "there is no Docker");
        Stack free = FREE.poll();
        if (free != null) {
            return free;
        }
        return GIVEN.map(Stack::named).orElseGet(Stack::emulators);
    }

    private static Stack named(Map<String, String> given) {
        String name = "sluice-e2e-" + MADE.incrementAndGet();
        Map<String, String> environment = new HashMap<>(given);
        environment.put("S3_BUCKET_NAME", name);
        environment.put("DYNAMODB_TABLE_NAME", name);
        environment.put("SLUICE_QUEUE_PREFIX", name);
        return new Stack(environment);
    }

    /** What a program needs to work on it, with a folder of pipelines and perhaps more. */
    Map<String, String> environment(Path pipelines, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("MODEL_PATH", pipelines.toString());
        all.putAll(more);
        return all;
    }

    /** Where a service is, by its name in {@code AWS_ENDPOINT_URL_…}. */
    String endpoint(String service) {
        return String.valueOf(environment.get("AWS_ENDPOINT_URL_" + service));
    }

    /** Clients of the test's own, which no program's meter counts. */
    AwsClients clients() {
        return AwsClients.patient(settings(Pipes.shipped()).aws(), 32, new ApiMeter());
    }

    Settings settings(Path pipelines) {
        return Settings.read(environment(pipelines, Map.of()));
    }

    /** Creates what these pipelines need. */
    void provision(Path pipelines) {
        try (AwsClients clients = clients()) {
            new Provisioner(clients.s3(), clients.settling(), clients.dynamodb(), line -> {})
                    .provision(
                            Topology.of(settings(pipelines), Pipelines.read(pipelines, List.of())));
        }
    }

    @Override
    public void close() {
        FREE.add(this);
    }

    private static Optional<Map<String, String>> given() {
        if (System.getenv("AWS_ENDPOINT_URL_SQS") == null) {
            return Optional.empty();
        }
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
        return Optional.of(given);
    }

    private static Stack emulators() {
        LocalAws aws = LocalAws.start(LocalAws.Options.defaults());
        Runtime.getRuntime().addShutdownHook(new Thread(aws::close, "stop-emulators"));
        return new Stack(aws.environment());
    }
}
