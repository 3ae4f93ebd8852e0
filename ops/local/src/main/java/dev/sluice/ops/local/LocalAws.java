package dev.sluice.ops.local;

import dev.sluice.shared.config.StartFailure;

import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * SQS, S3 and DynamoDB on this machine, on the loopback interface, until closed. What they hold is
 * in memory, or in the state folder, where it outlives any end of this process.
 *
 * <p>There are no buckets, queues or tables yet: provisioning makes them.
 *
 * <p>No shutdown hook is installed, since hooks run side by side and the program may need us to
 * drain: it closes us when it is done.
 */
public final class LocalAws implements AutoCloseable {
    /** Letters and digits only: DynamoDB Local refuses others. */
    static final String ACCESS_KEY = "local";

    static final String SECRET_KEY = "local";

    private static final String DEFAULT_PREFIX = "sluice";

    private final Options options;
    private final Ports ports;
    private final List<AutoCloseable> open;

    private LocalAws(Options options, Ports ports, List<AutoCloseable> open) {
        this.options = options;
        this.ports = ports;
        this.open = open;
    }

    /**
     * @param state the folder in which objects, queues, messages, tables and ports are kept; one
     *     run at a time
     * @param region named in addresses and events
     * @param bucket named in the environment; not created
     * @param silentBucket raises no events, as one without a notification on AWS; all others do
     * @param queuePrefix events go to the queue {@code <prefix>-events}
     * @param home the repository, where {@code ops/dynamodb-local/target/lib} is
     * @param say is told what a user should know
     */
    public record Options(
            Optional<Path> state,
            String region,
            String bucket,
            Optional<String> silentBucket,
            String queuePrefix,
            Path home,
            Consumer<String> say) {
        /** In memory; home is the system property {@code sluice.home}, else the current folder. */
        public static Options defaults() {
            return new Options(
                    Optional.empty(),
                    "us-east-1",
                    "sluice",
                    Optional.empty(),
                    DEFAULT_PREFIX,
                    Path.of(System.getProperty("sluice.home", "")).toAbsolutePath(),
                    LoggerFactory.getLogger(LocalAws.class)::info);
        }

        private boolean isSilent(String name) {
            return silentBucket.isPresent() && silentBucket.get().equals(name);
        }

        public Options withState(Path folder) {
            return new Options(
                    Optional.of(folder), region, bucket, silentBucket, queuePrefix, home, say);
        }

        public Options withQueuePrefix(String prefix) {
            return new Options(state, region, bucket, silentBucket, prefix, home, say);
        }

        public Options withSilentBucket(String name) {
            return new Options(state, region, bucket, Optional.of(name), queuePrefix, home, say);
        }

        public Options withSay(Consumer<String> listener) {
            return new Options(state, region, bucket, silentBucket, queuePrefix, home, listener);
        }
    }

    /**
     * Starts all three side by side; they answer when this returns.
     *
     * @throws StartFailure if one does not start; those that did are stopped
     */
    public static LocalAws start(Options options) {
        List<AutoCloseable> open = new ArrayList<>();
        try {
            Optional<StateFolder> state = options.state().map(StateFolder::open);
            state.ifPresent(open::add);
            state.ifPresent(folder -> Orphan.end(folder, options.say()));
            Ports ports = state.map(folder -> Ports.keptIn(folder.ports())).orElseGet(Ports::free);
            startAll(options, state, ports, open);
            return new LocalAws(options, ports, open);
        } catch (RuntimeException e) {
            closeNewestFirst(open).ifPresent(e::addSuppressed);
            throw e;
        }
    }

    /** What a program needs in its environment to work on these services, in reading order. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("AWS_ENDPOINT_URL_S3", Ports.endpoint(ports.s3()).toString());
        environment.put("AWS_ENDPOINT_URL_SQS", Ports.endpoint(ports.sqs()).toString());
        environment.put("AWS_ENDPOINT_URL_DYNAMODB", Ports.endpoint(ports.dynamodb()).toString());
        environment.put("AWS_ACCESS_KEY_ID", ACCESS_KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
        environment.put("AWS_REGION", options.region());
        environment.put("AWS_DEFAULT_REGION", options.region());
        environment.put("S3_BUCKET_NAME", options.bucket());
        environment.put("DYNAMODB_TABLE_NAME", "CustomerImages");
        if (!options.queuePrefix().equals(DEFAULT_PREFIX)) {
            environment.put("SLUICE_QUEUE_PREFIX", options.queuePrefix());
        }
        return Collections.unmodifiableMap(environment);
    }

    /** Stops everything, whatever fails on the way; a second call does nothing. */
    @Override
    public void close() {
        Optional<RuntimeException> failure = closeNewestFirst(open);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private static void startAll(
            Options options, Optional<StateFolder> state, Ports ports, List<AutoCloseable> open) {
        var events =
                new EventQueue(
                        Ports.endpoint(ports.sqs()), options.region(), options.queuePrefix());
        // In the order of closing, reversed: S3 sends to SQS until its last request.
        List<Callable<AutoCloseable>> parts =
                List.of(
                        () ->
                                LocalDynamoDb.start(
                                        ports.dynamodb(),
                                        options.home().resolve("ops/dynamodb-local/target/lib"),
                                        state),
                        () ->
                                LocalSqs.start(
                                        ports.sqs(),
                                        options.region(),
                                        state.map(StateFolder::queues)),
                        () -> events,
                        () ->
                                LocalS3.start(
                                        ports.s3(),
                                        state.map(StateFolder::objects),
                                        event -> {
                                            if (!options.isSilent(event.bucket())) {
                                                events.accept(event);
                                            }
                                        }));
        try (ExecutorService threads = Executors.newFixedThreadPool(parts.size())) {
            collect(threads.invokeAll(parts), open);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Interrupted while starting", e);
        }
    }

    /** Takes over all that started before it tells of what did not. */
    private static void collect(List<Future<AutoCloseable>> parts, List<AutoCloseable> open)
            throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        for (Future<AutoCloseable> part : parts) {
            try {
                open.add(part.get());
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            }
        }
        if (!failures.isEmpty()) {
            Throwable first = failures.removeFirst();
            var failure = new StartFailure(String.valueOf(first.getMessage()), first);
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private static synchronized Optional<RuntimeException> closeNewestFirst(
            List<AutoCloseable> open) {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.removeLast().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("Could not stop everything: " + e, e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        return Optional.ofNullable(failure);
    }
}
