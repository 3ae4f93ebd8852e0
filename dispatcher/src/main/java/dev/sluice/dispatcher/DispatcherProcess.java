package dev.sluice.dispatcher;

import com.google.inject.Injector;

import dev.sluice.dispatcher.backfill.DailyBackfill;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Backoff;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The dispatcher as a polling process: events become rows and jobs, dead letters become failed
 * rows. Its threads are {@code events-0} and so on, {@code dlq-<pipeline>} and {@code backfill}.
 */
public final class DispatcherProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DispatcherProcess.class);

    /** Long polls for dead letters are one a pipeline; no deployment has more pipelines. */
    private static final int DEAD_LETTER_POLLS = 100;

    private static final int DRAINED = 0;
    private static final int DIED = 1;

    private final Injector injector;
    private final DispatcherProbe probe;
    private final Duration drainTimeout;
    private final List<PollLoop> loops = new ArrayList<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    /** Set before anybody can drain. */
    private Optional<DailyBackfill> daily = Optional.empty();

    /** Guarded by this. */
    private boolean drained;

    private DispatcherProcess(Injector injector, DispatcherProbe probe, Duration drainTimeout) {
        this.injector = injector;
        this.probe = probe;
        this.drainTimeout = drainTimeout;
    }

    /**
     * Starts polling.
     *
     * @param meter counts the process's AWS calls
     * @throws StartFailure if a queue, the table or the bucket is missing, or an endpoint does not
     *     answer
     * @throws dev.sluice.shared.config.InvalidConfiguration if a pipeline is wrong, or the settings
     *     name those to serve: a dispatcher serves all
     */
    public static DispatcherProcess start(Settings settings, ApiMeter meter) {
        DispatcherProbe probe = new DispatcherProbe(settings, meter);
        try {
            return start(settings, probe);
        } catch (RuntimeException | Error e) {
            probe.close();
            throw e;
        }
    }

    private static DispatcherProcess start(Settings settings, DispatcherProbe probe) {
        int pollers = settings.tuning().pollers();
        Injector injector =
                Wiring.open(settings, probe.requests(), pollers + DEAD_LETTER_POLLS, true);
        DispatcherProcess process = new DispatcherProcess(injector, probe, settings.drainTimeout());
        JobQueues queues = injector.getInstance(JobQueues.class);
        Duration wait = settings.tuning().pollWait();
        EventPoller events = injector.getInstance(EventPoller.class);
        for (int i = 0; i < pollers; i++) {
            process.poll(new PollLoop.Source("events-" + i, queues.events(), wait), events);
        }
        Pipelines pipelines = injector.getInstance(Pipelines.class);
        JobTable table = injector.getInstance(JobTable.class);
        Counts counts = injector.getInstance(Counts.class);
        InstantSource clock = injector.getInstance(InstantSource.class);
        queues.deadLetters()
                .forEach(
                        (pipeline, queue) ->
                                process.poll(
                                        new PollLoop.Source("dlq-" + pipeline, queue, wait),
                                        new DeadLetterPoller(
                                                queue,
                                                new FinalRows(
                                                        table,
                                                        pipelines.named(pipeline).orElseThrow()),
                                                counts,
                                                injector.getInstance(Rejections.class),
                                                clock)));
        process.loops.forEach(PollLoop::start);
        process.mend(settings);
        injector.getInstance(DispatcherRow.class).start();
        probe.polls(
                new DispatcherMeters.Source(
                        injector.getInstance(AwsClients.class), pipelines, counts),
                () -> process.loops.stream().allMatch(PollLoop::alive));
        log.info(
                "Dispatcher polls {} for pipelines {}",
                settings.queuePrefix() + "-events",
                queues.jobs().keySet());
        return process;
    }

    /** Starts the daily backfill, unless it is off. */
    private void mend(Settings settings) {
        Mending mending =
                new Mending(
                        settings,
                        injector.getInstance(AwsClients.class),
                        injector.getInstance(Pipelines.class),
                        injector.getInstance(JobQueues.class));
        daily = settings.backfill().map(mending::daily);
        daily.ifPresent(DailyBackfill::start);
    }

    private void poll(PollLoop.Source source, PollLoop.Handler handler) {
        Backoff backoff =
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20), new SecureRandom());
        loops.add(new PollLoop(source, handler, backoff, error -> died(source, error)));
    }

    private void died(PollLoop.Source source, Throwable error) {
        probe.broken("thread %s died: %s".formatted(source.name(), error));
        end.complete(DIED);
    }

    /** Where it tells health and metrics; empty if nowhere. */
    public Optional<URI> url() {
        return probe.url();
    }

    /** How many notifications were sent, and lost. */
    public Notices notices() {
        return injector.getInstance(Notices.class);
    }

    /** What became of events so far, by {@code dispatched}, {@code rejected} and so on; sorted. */
    public SortedMap<String, Long> counts() {
        return injector.getInstance(Counts.class).all();
    }

    /**
     * Waits until the process is drained or one of its threads has died.
     *
     * @return the exit code: 0 drained, 1 died or not drained in time
     */
    public int awaitEnd() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed with a failure", e);
        }
    }

    /**
     * Stops: no new receive; outstanding ones return, or are cancelled after half of the drain
     * timeout; what came is finished. A second call does nothing.
     */
    public synchronized void drain() {
        if (drained) {
            return;
        }
        drained = true;
        probe.leaves("it was told to stop");
        long start = System.nanoTime();
        loops.forEach(PollLoop::stop);
        daily.ifPresent(DailyBackfill::stop);
        injector.getInstance(DispatcherRow.class).draining();
        boolean ended = join(start, drainTimeout.dividedBy(2));
        AwsClients clients = injector.getInstance(AwsClients.class);
        if (!ended) {
            clients.receiving().close(); // messages that were on their way stay hidden for a while
            ended = join(start, drainTimeout);
        }
        if (!ended) {
            log.warn("Not drained within {}; what is left comes back by itself", drainTimeout);
        }
        notices().close();
        injector.getInstance(DispatcherRow.class).end();
        probe.stopsWork();
        clients.close();
        log.info("Dispatcher has ended: {}", counts());
        log.info("AWS requests: {}", probe.requests().usage().json());
        end.complete(ended ? DRAINED : DIED);
        probe.close();
    }

    /**
     * @return whether all threads ended within the time from the start
     */
    private boolean join(long start, Duration time) {
        boolean ended = true;
        try {
            for (PollLoop loop : loops) {
                ended &= loop.join(time.minusNanos(System.nanoTime() - start));
            }
            if (daily.isPresent()) {
                ended &= daily.get().join(time.minusNanos(System.nanoTime() - start));
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As {@link #drain()}. */
    @Override
    public void close() {
        drain();
    }
}
