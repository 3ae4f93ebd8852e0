package dev.sluice.worker;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.metrics.Basics;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.probe.Health;
import dev.sluice.shared.probe.Probe;
import dev.sluice.shared.probe.Probed;
import dev.sluice.shared.probe.ProgramInfo;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.life.Lifecycle.State;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a worker tells whoever asks: it answers from before it loads a model until it has ended, for
 * a supervisor must see that it starts, and that it drains.
 */
final class WorkerProbe implements Probed, AutoCloseable {
    private static final String NAME = "worker";

    private final Settings settings;
    private final ApiMeter requests;
    private final Meters meters = new Meters();
    private final Optional<Probe> port;
    private volatile @Nullable Lifecycle life;
    private volatile List<Pipeline> pipelines = List.of();
    private volatile @Nullable WorkerMeters work;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private WorkerProbe(Settings settings, ApiMeter requests) {
        this.settings = settings;
        this.requests = requests;
        Basics.addTo(meters, NAME, Health.STATES, () -> ready().state());
        this.port = settings.http().map(address -> Probe.open(NAME, address, this));
    }

    /**
     * Answers from now on.
     *
     * @param requests counts what it asks of AWS
     * @throws dev.sluice.shared.config.StartFailure if the port is taken
     */
    static WorkerProbe open(Settings settings, ApiMeter requests) {
        return new WorkerProbe(settings, requests);
    }

    Meters meters() {
        return meters;
    }

    ApiMeter requests() {
        return requests;
    }

    /** Where it answers; empty if nowhere. */
    Optional<URI> url() {
        return port.map(Probe::url);
    }

    /** It has a life now, and knows what it will serve. */
    void lives(Lifecycle worker, List<Pipeline> served) {
        pipelines = List.copyOf(served);
        life = worker;
    }

    /** It is about to work: from now on it tells of that, CloudWatch too. */
    void works(World world, List<Lane> lanes) {
        WorkerMeters all = WorkerMeters.of(world, lanes, requests, meters);
        all.start();
        work = all;
    }

    /** What a job takes of this worker while it is busy, by pipeline; none before it works. */
    Map<String, Double> jobSeconds() {
        WorkerMeters all = work;
        return all == null ? Map.of() : all.jobSeconds();
    }

    private State state() {
        Lifecycle now = life;
        return now == null ? new State.Starting() : now.state();
    }

    @Override
    public Health live() {
        return health(false);
    }

    @Override
    public Health ready() {
        return health(true);
    }

    private Health health(boolean forWork) {
        return switch (state()) {
            case State.Starting _ ->
                    new Health(!forWork, "starting", "models are loaded and warmed up");
            case State.Ready _ -> new Health(true, "ready", "it polls");
            case State.Broken(String why) -> new Health(false, "broken", why);
            case State.Draining draining ->
                    draining.broken()
                            ? new Health(false, "broken", draining.reason())
                            : new Health(!forWork, "draining", draining.reason());
            case State.Ended _ -> new Health(false, "ended", "nothing is held any more");
        };
    }

    @Override
    public Map<String, Object> info() {
        return ProgramInfo.of(NAME, Basics.version(), pipelines, settings);
    }

    @Override
    public Text metrics(String accept) {
        Meters.Exposition now = meters.exposition(accept);
        return new Text(now.type(), now.text());
    }

    /** No more is told to CloudWatch; whoever asks is still answered. */
    void stopsWork() {
        WorkerMeters all = work;
        if (all != null) {
            all.close();
        }
    }

    /** The last of all; once. */
    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            stopsWork();
            port.ifPresent(Probe::close);
            meters.close();
        }
    }
}
