package dev.sluice.dispatcher;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.metrics.Basics;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.probe.Health;
import dev.sluice.shared.probe.Probe;
import dev.sluice.shared.probe.Probed;
import dev.sluice.shared.probe.ProgramInfo;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What a dispatcher tells whoever asks, from before it has found its queues until it has ended. */
final class DispatcherProbe implements Probed, AutoCloseable {
    private static final String NAME = "dispatcher";

    private final Settings settings;
    private final ApiMeter requests;
    private final Meters meters = new Meters();
    private final Optional<Probe> port;
    private volatile Health state = new Health(false, "starting", "it looks for its queues");
    private volatile BooleanSupplier threadsLive = () -> true;
    private volatile List<Pipeline> pipelines = List.of();
    private volatile @Nullable DispatcherMeters work;

    /**
     * Answers from now on.
     *
     * @param requests counts what it asks of AWS
     * @throws dev.sluice.shared.config.StartFailure if the port is taken
     */
    DispatcherProbe(Settings settings, ApiMeter requests) {
        this.settings = settings;
        this.requests = requests;
        Basics.addTo(meters, NAME, Health.STATES, () -> ready().state());
        this.port = settings.http().map(address -> Probe.open(NAME, address, this));
    }

    ApiMeter requests() {
        return requests;
    }

    /** Where it answers; empty if nowhere. */
    Optional<URI> url() {
        return port.map(Probe::url);
    }

    /** It polls; from now on it tells of that, CloudWatch too. */
    void polls(DispatcherMeters.Source source, BooleanSupplier live) {
        pipelines = source.pipelines().all();
        threadsLive = live;
        DispatcherMeters all = DispatcherMeters.of(settings, source, requests, meters);
        all.start();
        work = all;
        change("starting", new Health(true, "ready", "it polls"));
    }

    /** It stops, or a thread of it has died. */
    synchronized void leaves(String why) {
        if (!state.state().equals("broken")) {
            state = new Health(false, "draining", why);
        }
    }

    synchronized void broken(String why) {
        state = new Health(false, "broken", why);
    }

    private synchronized void change(String from, Health to) {
        if (state.state().equals(from)) {
            state = to;
        }
    }

    @Override
    public Health live() {
        Health now = ready();
        return switch (now.state()) {
            case "broken", "ended" -> now;
            default -> new Health(true, now.state(), now.why());
        };
    }

    @Override
    public Health ready() {
        Health now = state;
        return now.well() && !threadsLive.getAsBoolean()
                ? new Health(false, "broken", "a thread that polls has ended")
                : now;
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
        DispatcherMeters all = work;
        if (all != null) {
            all.close();
        }
    }

    /** The last of all; once. */
    @Override
    public void close() {
        stopsWork();
        port.ifPresent(Probe::close);
        meters.close();
    }
}
