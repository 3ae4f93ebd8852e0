package dev.sluice.dispatcher;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks up what provisioning has made, and names all that is missing at once. */
final class Provisioned {
    private static final int NOT_FOUND = 404;

    private final Settings settings;
    private final AwsClients clients;
    private final List<String> missing = new ArrayList<>();

    private Provisioned(Settings settings, AwsClients clients) {
        this.settings = settings;
        this.clients = clients;
    }

    /**
     * The queues' addresses.
     *
     * @param storesToo whether bucket and table are looked at as well
     * @throws StartFailure if something is missing, or an endpoint does not answer
     */
    static JobQueues find(
            Settings settings, AwsClients clients, Pipelines pipelines, boolean storesToo) {
        Provisioned provisioned = new Provisioned(settings, clients);
        JobQueues queues = provisioned.queues(pipelines);
        if (storesToo) {
            provisioned.bucket();
            provisioned.table();
        }
        if (!provisioned.missing.isEmpty()) {
            throw new StartFailure(
                    "Missing: %s; run: ops/sluice provision"
                            .formatted(String.join(", ", provisioned.missing)));
        }
        return queues;
    }

    private JobQueues queues(Pipelines pipelines) {
        String prefix = settings.queuePrefix();
        WorkQueue events = queue(prefix + "-events");
        Map<String, WorkQueue> jobs = new HashMap<>();
        Map<String, WorkQueue> deadLetters = new HashMap<>();
        for (Pipeline pipeline : pipelines.lanes()) {
            jobs.put(pipeline.name(), queue(pipeline.queue(prefix)));
            deadLetters.put(pipeline.name(), queue(pipeline.deadLetterQueue(prefix)));
        }
        return new JobQueues(events, jobs, deadLetters);
    }

    private WorkQueue queue(String name) {
        String url = "";
        try {
            url = clients.settling().getQueueUrl(get -> get.queueName(name)).queueUrl();
        } catch (QueueDoesNotExistException e) {
            missing.add("queue " + name);
        } catch (SdkException e) {
            throw failure("sqs", "queue " + name, e);
        }
        return new WorkQueue(clients.receiving(), clients.settling(), url);
    }

    private void bucket() {
        String name = settings.bucket();
        try {
            clients.s3().headBucket(head -> head.bucket(name));
        } catch (NoSuchBucketException e) {
            missing.add("bucket " + name);
        } catch (S3Exception e) {
            if (e.statusCode() != NOT_FOUND) {
                throw failure("s3", "bucket " + name, e);
            }
            missing.add("bucket " + name);
        } catch (SdkException e) {
            throw failure("s3", "bucket " + name, e);
        }
    }

    private void table() {
        String name = settings.table();
        try {
            clients.dynamodb().describeTable(describe -> describe.tableName(name));
        } catch (ResourceNotFoundException e) {
            missing.add("table " + name);
        } catch (SdkException e) {
            throw failure("dynamodb", "table " + name, e);
        }
    }

    private StartFailure failure(String service, String what, SdkException cause) {
        String where =
                Optional.ofNullable(settings.aws().endpoints().get(service))
                        .map(URI::toString)
                        .orElse("AWS in " + settings.aws().region());
        return new StartFailure(
                "Cannot look up %s at %s: %s".formatted(what, where, cause.getMessage()), cause);
    }
}
