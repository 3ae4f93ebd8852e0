package dev.sluice.dispatcher;

import dev.sluice.dispatcher.backfill.Backfill;
import dev.sluice.dispatcher.backfill.BucketListing;
import dev.sluice.dispatcher.backfill.Counts;
import dev.sluice.dispatcher.backfill.Listing;
import dev.sluice.dispatcher.backfill.Scope;
import dev.sluice.dispatcher.requeue.JobSender;
import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.dispatcher.requeue.Rest;
import dev.sluice.dispatcher.requeue.SideBySide;
import dev.sluice.shared.aws.StandingResults;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.JobTable;

import software.amazon.awssdk.core.sync.RequestBody;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A world whose bucket has uploads, and a backfill that looks at it. */
final class Bucket implements AutoCloseable {
    static final Manner HASTY = new Manner(1e6, 1_000_000, Duration.ZERO, false);
    static final Rest NONE = length -> {};

    final World world;

    /** Pipelines that workers leave alone. */
    Set<String> paused = Set.of();

    Bucket(String name) {
        world = World.named(name);
    }

    JobSender outlets() {
        return new Outlets(world.queues, world.table, () -> paused);
    }

    void put(String key, String content, Map<String, String> metadata) {
        world.clients
                .s3()
                .putObject(
                        put -> put.bucket(world.settings.bucket()).key(key).metadata(metadata),
                        RequestBody.fromString(content));
    }

    void put(String key) {
        put(key, key, Map.of());
    }

    void put(List<String> keys) {
        SideBySide.of(
                keys,
                key -> {
                    put(key);
                    return key;
                });
    }

    BucketListing listing() {
        return new BucketListing(world.clients.s3(), world.settings.bucket(), "");
    }

    /** Its clock is ahead by so much. */
    Backfill backfill(Duration ahead) {
        return backfill(ahead, outlets());
    }

    Backfill backfill(Duration ahead, JobSender queues) {
        InstantSource clock = InstantSource.offset(InstantSource.system(), ahead);
        return new Backfill(
                world.pipelines,
                new Backfill.Stores(
                        // by one clock: what another has just written is not stale
                        new JobTable(world.clients.dynamodb(), world.settings.table(), clock),
                        new StandingResults(world.clients.s3(), world.settings.resultBucket())),
                world.settings.bucket(),
                new Requeue(queues, HASTY, NONE),
                clock);
    }

    /** All of the bucket, with a clock that is ahead by so much. */
    Counts run(Duration ahead) throws InterruptedException {
        return run(backfill(ahead), listing());
    }

    static Counts run(Backfill backfill, Listing listing) throws InterruptedException {
        return backfill.run(
                new Backfill.Task(listing, all(), Listing.START, false), (position, counts) -> {});
    }

    static Scope all() {
        return new Scope(Optional.empty(), Set.of(), Duration.ofHours(1), Duration.ZERO);
    }

    /** How many jobs wait for each upload, by key; they are taken. */
    Map<String, Integer> jobs(String pipeline) throws Exception {
        Map<String, Integer> jobs = new HashMap<>();
        for (Job job : world.jobs(pipeline)) {
            jobs.merge(job.key(), 1, Integer::sum);
        }
        return jobs;
    }

    Row row(String customer, String rowID) {
        return world.row(customer, rowID).orElseThrow();
    }

    /** As if an event of the object that stands there had been dispatched. */
    Job dispatched(String key, String sequencer, Instant time) {
        return dispatched(job(key, sequencer, time), Duration.ZERO);
    }

    /** As if that had been so long ago. */
    Job dispatched(Job job, Duration ago) {
        InstantSource then = InstantSource.offset(InstantSource.system(), ago.negated());
        new DispatchRows(JobTable.of(world.settings, world.clients.dynamodb(), then))
                .pending(job, world.pipelines.named(job.pipeline()).orElseThrow());
        return job;
    }

    Job job(String key, String sequencer, Instant time) {
        String eTag =
                world.clients
                        .s3()
                        .headObject(head -> head.bucket(world.settings.bucket()).key(key))
                        .eTag()
                        .replace("\"", "");
        var match = (dev.sluice.shared.pipeline.Pipelines.Route.Matched) world.pipelines.route(key);
        return new Job(
                new Job.Work(
                        match.pipeline().name(),
                        match.pipeline().version(),
                        Job.Kind.CREATED,
                        Optional.empty(),
                        match.pipeline().part(key)),
                new dev.sluice.shared.job.RowKey(
                        match.customerID(), match.imageID(), match.rowID()),
                new dev.sluice.shared.job.ObjectVersion(
                        world.settings.bucket(), key, eTag, Optional.empty(), key.length()),
                Generation.of(Optional.of(sequencer), time));
    }

    @Override
    public void close() {
        world.close();
    }
}
