package dev.sluice.ops.fleet.erase;

import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.VectorTable;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Removes what there is of a customer: uploads first, so that nothing begins anew from them, then
 * rows with what they name, then results. One pass leaves what jobs in work write meanwhile; a
 * further one takes that.
 */
public final class Erasure {
    private final Whose whose;
    private final CustomerRows rows;
    private final Bucket uploads;
    private final Bucket results;
    private final Optional<VectorTable> vectors;

    private Erasure(
            Whose whose,
            CustomerRows rows,
            Bucket uploads,
            Bucket results,
            Optional<VectorTable> vectors) {
        this.whose = whose;
        this.rows = rows;
        this.uploads = uploads;
        this.results = results;
        this.vectors = vectors;
    }

    /**
     * Where it is removed from.
     *
     * @param vectors where the deployment has that table
     */
    public record Stores(
            S3Client s3,
            String bucket,
            String resultBucket,
            DynamoDbClient dynamodb,
            String table,
            Optional<VectorTable> vectors) {
        /** Those of a deployment. */
        public static Stores of(Fleet fleet) {
            boolean vectors = fleet.pipelines().all().stream().anyMatch(CollectionKey::usedBy);
            return new Stores(
                    fleet.clients().s3(),
                    fleet.settings().bucket(),
                    fleet.settings().resultBucket(),
                    fleet.clients().dynamodb(),
                    fleet.settings().table(),
                    vectors
                            ? Optional.of(
                                    VectorTable.of(fleet.settings(), fleet.clients().dynamodb()))
                            : Optional.empty());
        }
    }

    /**
     * Looks whether the buckets keep versions.
     *
     * @throws dev.sluice.shared.config.StartFailure if that may not be asked
     */
    public static Erasure of(Whose whose, Stores stores) {
        Bucket uploads = Bucket.open(stores.s3(), stores.bucket());
        return new Erasure(
                whose,
                new CustomerRows(
                        stores.dynamodb(),
                        stores.table(),
                        pause -> LockSupport.parkNanos(pause.toNanos())),
                uploads,
                stores.bucket().equals(stores.resultBucket())
                        ? uploads
                        : Bucket.open(stores.s3(), stores.resultBucket()),
                stores.vectors());
    }

    /**
     * What is done.
     *
     * @param dry whether it is only counted
     * @param keepUploads whether uploads stay
     */
    public record Manner(boolean dry, boolean keepUploads) {}

    /**
     * One pass.
     *
     * @param progress told how many things are done
     * @return how many there were; each version of an object counts
     */
    public Map<Kind, Long> pass(Manner manner, LongConsumer progress) {
        Tally tally = new Tally(progress);
        if (!manner.keepUploads()) {
            objects(uploads, whose.uploadPrefixes(), whose::upload, manner, tally);
        }
        try (Stream<List<Row>> pages = rows.of(whose.customer())) {
            pages.forEach(page -> rows(page, manner, tally));
        }
        objects(results, whose.resultPrefixes(), whose::result, manner, tally);
        vectors.ifPresent(table -> vectors(table, manner, tally));
        return tally.counts;
    }

    /** What is gone but not forgotten counts, too. */
    private void vectors(VectorTable table, Manner manner, Tally tally) {
        table.collections(whose.customer())
                .forEach(
                        (collection, items) -> {
                            if (whose.collection(collection)) {
                                tally.add(
                                        Kind.VECTORS,
                                        manner.dry() ? items : table.clear(collection));
                            }
                        });
    }

    private static final class Tally {
        private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        private final LongConsumer progress;

        Tally(LongConsumer progress) {
            this.progress = progress;
        }

        void add(Kind kind, long more) {
            counts.merge(kind, more, Long::sum);
            progress.accept(counts.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    private void objects(
            Bucket bucket,
            Set<String> prefixes,
            Function<String, Optional<Kind>> kind,
            Manner manner,
            Tally tally) {
        for (String prefix : prefixes) {
            try (Stream<ObjectIdentifier> listed = bucket.list(prefix)) {
                Iterator<ObjectIdentifier> each = listed.iterator();
                while (each.hasNext()) {
                    some(bucket, each, kind, manner, tally);
                }
            }
        }
    }

    private static void some(
            Bucket bucket,
            Iterator<ObjectIdentifier> listed,
            Function<String, Optional<Kind>> kindOf,
            Manner manner,
            Tally tally) {
        List<ObjectIdentifier> some = new ArrayList<>();
        Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
        while (listed.hasNext() && some.size() < Bucket.BATCH) {
            ObjectIdentifier object = listed.next();
            kindOf.apply(object.key())
                    .ifPresent(
                            kind -> {
                                some.add(object);
                                kinds.merge(kind, 1L, Long::sum);
                            });
        }
        if (!manner.dry()) {
            bucket.delete(some);
        }
        kinds.forEach(tally::add);
    }

    private void rows(List<Row> page, Manner manner, Tally tally) {
        List<Row> meant = page.stream().filter(whose::row).toList();
        if (!manner.dry()) {
            meant.forEach(row -> named(row, manner)); // first, for nothing else may name them
            rows.delete(meant);
        }
        tally.add(Kind.ROWS, meant.size());
    }

    /** Objects that no pattern of today's pipelines finds. */
    private void named(Row row, Manner manner) {
        if (!manner.keepUploads()) {
            row.text("s3Key")
                    .filter(key -> whose.upload(key).isEmpty())
                    .ifPresent(key -> uploads.delete(uploads.named(key)));
        }
        Stream.of("resultKey", "thumbnailKey")
                .flatMap(attribute -> row.text(attribute).stream())
                .filter(key -> whose.result(key).isEmpty())
                .forEach(key -> results.delete(results.named(key)));
    }
}
