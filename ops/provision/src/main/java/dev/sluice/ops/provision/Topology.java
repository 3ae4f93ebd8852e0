package dev.sluice.ops.provision;

import dev.sluice.shared.Settings;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.vector.CollectionKey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What must stand before the first upload, said once for whoever makes it: {@link Provisioner} by
 * calls, a deployment by a template. Values only, in AWS's own terms.
 *
 * @param events where the bucket's events arrive
 * @param jobs one queue a pipeline, in the pipelines' order
 * @param buckets uploads' first, then results' if that is another
 * @param tables of rows, of the fleet, and of vectors where a pipeline keeps any
 */
public record Topology(
        Queue events,
        List<Queue> jobs,
        List<String> buckets,
        List<Table> tables,
        Notification notification) {
    private static final Duration RETENTION = Duration.ofDays(10);

    /** SQS's longest. A message keeps its age when it moves here. */
    private static final Duration DEAD_RETENTION = Duration.ofDays(14);

    private static final Duration DEAD_VISIBILITY = Duration.ofSeconds(60);
    private static final Duration EVENT_VISIBILITY = Duration.ofSeconds(60);

    /** RULES 10: events are small and quick; ten receives mean that a body is malformed. */
    private static final int EVENT_RECEIVES = 10;

    public Topology {
        jobs = List.copyOf(jobs);
        buckets = List.copyOf(buckets);
        tables = List.copyOf(tables);
    }

    /** What one deployment needs. */
    public static Topology of(Settings settings, Pipelines pipelines) {
        String prefix = settings.queuePrefix();
        Queue events =
                queue(prefix + "-events", EVENT_VISIBILITY, prefix + "-events-dlq", EVENT_RECEIVES);
        return new Topology(
                events,
                pipelines.lanes().stream().map(pipeline -> jobs(pipeline, prefix)).toList(),
                Stream.of(settings.bucket(), settings.resultBucket()).distinct().toList(),
                tables(settings, pipelines),
                new Notification(settings.bucket(), events(pipelines), events.name()));
    }

    private static List<Table> tables(Settings settings, Pipelines pipelines) {
        List<Table> tables = new ArrayList<>();
        tables.add(Table.ofRows(settings.table(), settings.indexes()));
        tables.add(Table.ofFleet(settings.fleetTable()));
        if (pipelines.all().stream().anyMatch(CollectionKey::usedBy)) {
            tables.add(Table.ofVectors(settings.vectors().table()));
        }
        return tables;
    }

    /** Of removals only where somebody asks: each costs a message. */
    private static List<String> events(Pipelines pipelines) {
        return pipelines.all().stream().anyMatch(Pipeline::removed)
                ? List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*")
                : List.of("s3:ObjectCreated:*");
    }

    private static Queue jobs(Pipeline pipeline, String prefix) {
        return queue(
                pipeline.queue(prefix),
                pipeline.lease(),
                pipeline.deadLetterQueue(prefix),
                pipeline.limits().receives());
    }

    private static Queue queue(String name, Duration visibility, String dead, int receives) {
        Queue deadLetters = new Queue(dead, DEAD_VISIBILITY, DEAD_RETENTION, Optional.empty());
        return new Queue(
                name, visibility, RETENTION, Optional.of(new Redrive(deadLetters, receives)));
    }

    /**
     * A standard queue of SQS.
     *
     * @param visibility how long a received message stays hidden
     * @param retention how long a message is kept
     * @param redrive empty: messages come back until they are deleted or too old
     */
    public record Queue(
            String name, Duration visibility, Duration retention, Optional<Redrive> redrive) {
        /** A receive without messages lasts so long: SQS's longest, for each one costs. */
        public static final Duration LONG_POLL = Duration.ofSeconds(20);
    }

    /**
     * @param receives after so many a message that nobody has deleted moves to the dead letters
     */
    public record Redrive(Queue deadLetters, int receives) {}

    /**
     * A table of DynamoDB, paid by request.
     *
     * @param expiry the attribute after whose time, in epoch seconds, a row may be deleted
     * @param indexes with all attributes of the rows that have the index's key
     */
    public record Table(String name, Key key, String expiry, List<Index> indexes) {
        public Table {
            indexes = List.copyOf(indexes);
        }

        /**
         * The rows of uploads. Only failed ones carry the key of the index {@code failed}.
         *
         * @param more indexes that all rows are in
         */
        static Table ofRows(String name, Set<Settings.Index> more) {
            List<Index> indexes = new ArrayList<>(List.of(byTime("failed")));
            more.stream()
                    .sorted()
                    .map(index -> byTime(index.name().toLowerCase(Locale.ROOT)))
                    .forEach(indexes::add);
            return new Table(
                    name,
                    new Key(Attribute.text("customerID"), Attribute.text("imageID")),
                    "expiresAt",
                    indexes);
        }

        private static Index byTime(String name) {
            return new Index(
                    name, new Key(Attribute.text(name + "Shard"), Attribute.number("updatedAt")));
        }

        /** Running programs, paused pipelines and locks of fleets, told apart by queue prefix. */
        static Table ofFleet(String name) {
            return new Table(
                    name,
                    new Key(Attribute.text("fleet"), Attribute.text("item")),
                    "expiresAt",
                    List.of());
        }

        /** Vectors of what is in customers' collections, and the feed of their changes. */
        static Table ofVectors(String name) {
            return new Table(
                    name,
                    new Key(Attribute.text("customerID"), Attribute.text("entry")),
                    "expiresAt",
                    List.of());
        }
    }

    public record Index(String name, Key key) {}

    public record Key(Attribute partition, Attribute sort) {}

    /**
     * @param type as DynamoDB writes it: {@code S} or {@code N}
     */
    public record Attribute(String name, String type) {
        static Attribute text(String name) {
            return new Attribute(name, "S");
        }

        static Attribute number(String name) {
            return new Attribute(name, "N");
        }
    }

    /**
     * What the bucket tells the queue of.
     *
     * @param events as S3 names them
     */
    public record Notification(String bucket, List<String> events, String queue) {
        /** Marks ours among those of others, for a bucket has one configuration. */
        public static final String ID = "sluice";

        public Notification {
            events = List.copyOf(events);
        }
    }
}
