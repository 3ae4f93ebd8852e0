package dev.sluice.dispatcher;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Backoff;

import software.amazon.awssdk.services.s3.S3Client;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** The wiring of the polling process and of the Lambda function. */
final class DispatcherModule extends AbstractModule {
    private final Settings settings;
    private final AwsClients clients;
    private final Pipelines pipelines;
    private final JobQueues queues;
    private final Notices notices;

    DispatcherModule(
            Settings settings,
            AwsClients clients,
            Pipelines pipelines,
            JobQueues queues,
            Notices notices) {
        this.settings = settings;
        this.clients = clients;
        this.pipelines = pipelines;
        this.queues = queues;
        this.notices = notices;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().disableCircularProxies();
        binder().requireAtInjectOnConstructors();
        binder().requireExactBindingAnnotations();
        bind(AwsClients.class).toInstance(clients);
        bind(Pipelines.class).toInstance(pipelines);
        bind(JobQueues.class).toInstance(queues);
        bind(S3Client.class).toInstance(clients.s3());
        bind(InstantSource.class).toInstance(InstantSource.system());
        bind(Counts.class).toInstance(new Counts());
        bind(Summary.class).in(Scopes.SINGLETON);
        bind(Notices.class).toInstance(notices);
        bind(Rejections.class).in(Scopes.SINGLETON);
        bind(Lookup.class).in(Scopes.SINGLETON);
        bind(Dispatcher.class).in(Scopes.SINGLETON);
        bind(MessageDispatcher.class).in(Scopes.SINGLETON);
        bind(EventPoller.class).in(Scopes.SINGLETON);
        bind(DispatcherRow.class).in(Scopes.SINGLETON);
    }

    @Provides
    @Singleton
    JobTable table(InstantSource clock) {
        return JobTable.of(settings, clients.dynamodb(), clock);
    }

    @Provides
    @Singleton
    FleetTable fleet(InstantSource clock) {
        return FleetTable.of(settings, clients.dynamodb(), clock);
    }

    @Provides
    @Singleton
    DispatchRows rows(JobTable table) {
        return new DispatchRows(table);
    }

    @Provides
    @Singleton
    Sieve sieve(InstantSource clock) {
        return new Sieve(settings.bucket(), pipelines, new LogLimit(clock));
    }

    /**
     * Ten receives, the events queue's patience, are then spread over about three quarters of an
     * hour.
     */
    @Provides
    @Singleton
    @Retries
    Backoff retries() {
        return new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(30), new SecureRandom());
    }
}
