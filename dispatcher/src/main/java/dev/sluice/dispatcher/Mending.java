package dev.sluice.dispatcher;

import dev.sluice.dispatcher.backfill.Backfill;
import dev.sluice.dispatcher.backfill.BucketListing;
import dev.sluice.dispatcher.backfill.DailyBackfill;
import dev.sluice.dispatcher.backfill.FleetTurn;
import dev.sluice.dispatcher.backfill.OldestMessage;
import dev.sluice.dispatcher.redrive.Redrive;
import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.dispatcher.requeue.Rest;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.StandingResults;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/** Backfill and redrive on a deployment, for whoever runs them beside its dispatchers. */
public final class Mending {
    private static final Logger log = LoggerFactory.getLogger(Mending.class);

    private final Settings settings;
    private final AwsClients clients;
    private final Pipelines pipelines;
    private final JobQueues queues;

    Mending(Settings settings, AwsClients clients, Pipelines pipelines, JobQueues queues) {
        this.settings = settings;
        this.clients = clients;
        this.pipelines = pipelines;
        this.queues = queues;
    }

    /**
     * On what provisioning has made.
     *
     * @throws dev.sluice.shared.config.StartFailure if something is missing or does not answer
     */
    public static Mending open(Settings settings, AwsClients clients, Pipelines pipelines) {
        return new Mending(
                settings, clients, pipelines, Provisioned.find(settings, clients, pipelines, true));
    }

    public Backfill backfill(Manner manner, Rest rest) {
        InstantSource clock = InstantSource.system();
        return new Backfill(
                pipelines,
                new Backfill.Stores(
                        JobTable.of(settings, clients.dynamodb(), clock),
                        new StandingResults(clients.s3(), settings.resultBucket())),
                settings.bucket(),
                new Requeue(outlets(), manner, rest),
                clock);
    }

    /** After which time a row that waits has lost its message, as far as is known. */
    public Duration stale() {
        return new OldestMessage(
                        clients.beside().cloudwatch(),
                        pipelines.lanes().stream()
                                .map(pipeline -> pipeline.queue(settings.queuePrefix()))
                                .toList(),
                        InstantSource.system())
                .stale();
    }

    /** A backfill every so often, once in the fleet. */
    DailyBackfill daily(Duration every) {
        return new DailyBackfill(
                every,
                new FleetTurn(fleet(), host(), Ticker.system()),
                new DailyBackfill.Work(
                        rest -> backfill(Manner.daily(), rest),
                        new BucketListing(clients.s3(), settings.bucket(), ""),
                        this::stale),
                new SecureRandom());
    }

    private FleetTable fleet() {
        return FleetTable.of(settings, clients.dynamodb(), InstantSource.system());
    }

    private Outlets outlets() {
        return new Outlets(
                queues,
                JobTable.of(settings, clients.dynamodb(), InstantSource.system()),
                this::paused);
    }

    /** Workers do without the table, too. */
    private Set<String> paused() {
        try {
            return fleet().pauses().all().paused();
        } catch (FleetTable.FleetUnavailable e) {
            log.debug("no pipeline counts as paused", e);
            return Set.of();
        }
    }

    /** For people only. */
    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    public Redrive redrive(Manner manner, Rest rest) {
        return new Redrive(
                settings,
                clients.dynamodb(),
                pipelines,
                new Requeue(outlets(), manner, rest),
                rest);
    }
}
