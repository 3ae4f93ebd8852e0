package dev.sluice.ops.local;

import com.typesafe.config.ConfigFactory;

import dev.sluice.shared.config.StartFailure;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.util.NowProvider;

import scala.Option;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** SQS: ElasticMQ, in memory or with its queues and messages in a database file. */
final class LocalSqs implements AutoCloseable {
    /**
     * Pekko would end itself in a hook of its own while the program still drains, and would close
     * idle connections just when the SDK's clients (60 s, too) use them again.
     */
    private static final String SETTINGS =
            """
            pekko.jvm-shutdown-hooks = off
            pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            pekko.daemonic = on
            pekko.http.server.idle-timeout = 600 s
            pekko.loglevel = WARNING
            pekko.stdout-loglevel = WARNING
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ActorSystem system;
    private final Optional<QueueStore> store;

    private LocalSqs(ActorSystem system, Optional<QueueStore> store) {
        this.system = system;
        this.store = store;
    }

    /**
     * @param database where queues and messages are kept, without file extension; else they live in
     *     memory
     */
    static LocalSqs start(int port, String region, Optional<Path> database) {
        URI endpoint = Ports.endpoint(port);
        ActorSystem system =
                ActorSystem.create(
                        "elasticmq",
                        ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.load()));
        LocalSqs sqs = new LocalSqs(system, Optional.empty());
        try {
            Optional<QueueStore> store = database.map(file -> QueueStore.open(file, system));
            sqs = new LocalSqs(system, store);
            ActorRef queues = queues(system, store);
            store.ifPresent(kept -> kept.restoreTo(queues, PATIENCE));
            SQSRestServerBuilder.withInterface("127.0.0.1")
                    .withPort(port)
                    .withAWSRegion(region)
                    .withActorSystem(system)
                    .withQueueManagerActor(queues)
                    .start()
                    .waitUntilStarted();
            return sqs;
        } catch (StartFailure e) {
            sqs.close();
            throw e;
        } catch (Exception e) { // Scala's checked exceptions are not declared
            sqs.close();
            throw new StartFailure("SQS did not start on " + endpoint + ": " + e, e);
        }
    }

    /** Cuts long polls short; what was confirmed to a client is in the database by then. */
    @Override
    public void close() {
        try {
            system.terminate();
            system.getWhenTerminated()
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while SQS stopped", e);
        } catch (Exception e) {
            throw new IllegalStateException("SQS did not stop: " + e, e);
        } finally {
            store.ifPresent(QueueStore::close);
        }
    }

    private static ActorRef queues(ActorSystem system, Optional<QueueStore> store) {
        Option<ActorRef> listener = Option.apply(store.map(QueueStore::actor).orElse(null));
        return system.actorOf(
                Props.create(
                        QueueManagerActor.class,
                        () ->
                                new QueueManagerActor(
                                        new NowProvider(), StrictSQSLimits$.MODULE$, listener)));
    }
}
