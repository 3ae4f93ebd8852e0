package dev.sluice.e2e;

import dev.sluice.dispatcher.DispatcherProcess;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.worker.WorkerProcess;

import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A dispatcher, and workers as a test needs them, on a stack; closed in reverse order. */
final class Fleet implements AutoCloseable {
    private final Path pipelines;
    private final Stack stack;
    private final AwsClients aws;
    private final List<AutoCloseable> parts = new ArrayList<>();

    /** Provisions and starts a dispatcher in this process. */
    Fleet(Path pipelines) throws Exception {
        this.pipelines = pipelines;
        this.stack = Stack.take();
        parts.add(stack);
        try {
            this.aws = stack.clients();
            parts.add(aws);
            stack.provision(pipelines);
            parts.add(DispatcherProcess.start(settings(Map.of()), new ApiMeter()));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    Customer customer() {
        return new Customer(aws, stack.settings(pipelines));
    }

    AwsClients aws() {
        return aws;
    }

    /** The URL of a pipeline's job queue. */
    String queueUrl(String pipeline) {
        String queue = stack.settings(pipelines).queuePrefix() + "-" + pipeline;
        return aws.settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    /** Messages of a pipeline that nobody has received, or that were given back. */
    int waiting(String pipeline) {
        String url = queueUrl(pipeline);
        return Integer.parseInt(
                aws.settling()
                        .getQueueAttributes(
                                get ->
                                        get.queueUrl(url)
                                                .attributeNames(
                                                        QueueAttributeName
                                                                .APPROXIMATE_NUMBER_OF_MESSAGES))
                        .attributes()
                        .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    /** Drains are not in a hurry: they take longer on a slow machine. */
    Map<String, String> environment(Map<String, String> more) {
        try {
            Path config = Files.createTempFile("sluice", ".yaml");
            Files.writeString(
                    config,
                    "worker: {pollWait: 1s%s}\n%s"
                            .formatted(
                                    more.getOrDefault("tuning", ""),
                                    more.getOrDefault("notify", "")));
            Map<String, String> environment = new HashMap<>(more);
            environment.remove("tuning");
            environment.remove("notify");
            environment.putIfAbsent("SLUICE_DRAIN_TIMEOUT", "2m");
            environment.put("SLUICE_CONFIG", config.toString());
            return stack.environment(pipelines, environment);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Settings settings(Map<String, String> more) {
        return Settings.read(environment(more));
    }

    /** A worker in a process of its own. */
    Program worker(Map<String, String> more) {
        Program worker = Program.worker(environment(more));
        parts.add(worker);
        return worker;
    }

    /** A worker in this process, for a test that does nothing to it: no JVM has to start. */
    WorkerProcess workerHere() {
        return workerHere(Map.of(), new ApiMeter());
    }

    /** A worker in this process, which a test can look into. */
    WorkerProcess workerHere(Map<String, String> more, ApiMeter meter) {
        WorkerProcess worker = WorkerProcess.start(settings(more), meter);
        parts.add(worker);
        return worker;
    }

    /** A proxy before one service. */
    HttpProxy proxy(String service) {
        HttpProxy proxy = new HttpProxy(stack.endpoint(service));
        parts.add(proxy);
        return proxy;
    }

    @Override
    public void close() throws Exception {
        Exception failure = null;
        for (AutoCloseable part : parts.reversed()) { // the stack too, whatever fails before it
            try {
                part.close();
            } catch (Exception e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
