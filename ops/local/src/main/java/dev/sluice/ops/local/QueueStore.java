package dev.sluice.ops.local;

import dev.sluice.shared.config.StartFailure;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.actor.queue.QueueEvent;
import org.elasticmq.persistence.CreateQueueMetadata;
import org.elasticmq.persistence.sql.SqlQueuePersistenceActor;
import org.elasticmq.persistence.sql.SqlQueuePersistenceConfig;

import scala.collection.immutable.List;
import scala.collection.immutable.List$;
import scala.util.Left;

import scalikejdbc.ConnectionPool;
import scalikejdbc.ConnectionPool$;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * ElasticMQ's queues and messages in an H2 file.
 *
 * <p>ElasticMQ keeps its connection pool in a static field that is set once, so a second database
 * in one Java process would silently get the first one's messages. Here the pool is set anew each
 * time, and only one may be open.
 */
final class QueueStore implements AutoCloseable {
    private static final AtomicBoolean OPEN = new AtomicBoolean();

    private final ActorRef actor;

    private QueueStore(ActorRef actor) {
        this.actor = actor;
    }

    static QueueStore open(Path database, ActorSystem system) {
        if (!OPEN.compareAndSet(false, true)) {
            throw new StartFailure(
                    "Only one SQS with a state folder can run in a Java process; start another"
                            + " process");
        }
        // Without delay a commit is in the file before it is confirmed, so killing us loses
        // nothing.
        // And the database stays open in shutdown hooks, where the program may still drain.
        var config =
                new SqlQueuePersistenceConfig(
                        true,
                        "org.h2.Driver",
                        "jdbc:h2:file:%s;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE".formatted(database),
                        "",
                        "",
                        false);
        pool(config);
        List<CreateQueueMetadata> none = List$.MODULE$.empty();
        return new QueueStore(
                system.actorOf(
                        Props.create(
                                SqlQueuePersistenceActor.class,
                                () -> new SqlQueuePersistenceActor(config, none))));
    }

    /** To be told of every change. */
    ActorRef actor() {
        return actor;
    }

    /** Gives the queues their kept messages, those in flight with what is left of their time. */
    void restoreTo(ActorRef queues, Duration patience) {
        Object answer;
        try {
            answer =
                    Patterns.ask(actor, new QueueEvent.Restore(queues), patience)
                            .toCompletableFuture()
                            .join();
        } catch (CompletionException e) {
            throw new StartFailure("The kept queues could not be restored: " + e.getCause(), e);
        }
        if (answer instanceof Left<?, ?> errors) {
            throw new StartFailure("The kept queues could not be restored: " + errors.value());
        }
    }

    @Override
    public void close() {
        ConnectionPool.closeAll(); // the last connection closes the database
        OPEN.set(false);
    }

    private static void pool(SqlQueuePersistenceConfig config) {
        ConnectionPool.singleton(
                config.uri(),
                config.username(),
                config.password(),
                ConnectionPool.$lessinit$greater$default$4(),
                ConnectionPool$.MODULE$.DEFAULT_CONNECTION_POOL_FACTORY());
    }
}
