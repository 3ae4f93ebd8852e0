package dev.sluice.ops.cli.local;

import dev.sluice.dispatcher.DispatcherProcess;
import dev.sluice.ops.api.Api;
import dev.sluice.ops.dashboard.Dashboard;
import dev.sluice.ops.dashboard.Options;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.local.LocalAws;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Usage;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.worker.WorkerProcess;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Emulators, dispatcher and worker in this process. Starting and stopping exclude each other, so a
 * signal during the start stops all that was started.
 */
public final class LocalFleet {
    private final Map<String, String> caller;
    private final Optional<Path> state;
    private final Consumer<String> say;
    private final ApiMeter ofWorker = new ApiMeter();
    private final ApiMeter ofDispatcher = new ApiMeter();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private @Nullable LocalAws aws;
    private @Nullable DispatcherProcess dispatcher;
    private volatile @Nullable WorkerProcess worker;
    private @Nullable Fleet shown;
    private @Nullable Dashboard dashboard;
    private @Nullable Api api;

    /**
     * @param caller the environment of this process, which may choose pipelines, models and GPU
     * @param state where everything is kept; empty: in memory
     * @param say is told what a user should know
     */
    public LocalFleet(Map<String, String> caller, Optional<Path> state, Consumer<String> say) {
        this.caller = Map.copyOf(caller);
        this.state = state;
        this.say = say;
    }

    /**
     * Starts the emulators.
     *
     * @return the environment in which programs work on them
     * @throws dev.sluice.shared.config.StartFailure if one does not start
     */
    public synchronized Map<String, String> startAws() {
        LocalAws.Options options = LocalAws.Options.defaults().withSay(say);
        String prefix = caller.getOrDefault("SLUICE_QUEUE_PREFIX", "");
        if (!prefix.isBlank()) {
            options = options.withQueuePrefix(prefix);
        }
        String results = caller.getOrDefault("RESULT_BUCKET_NAME", "");
        if (!results.isBlank() && !results.equals(options.bucket())) {
            options = options.withSilentBucket(results);
        }
        if (state.isPresent()) {
            options = options.withState(state.get());
        }
        LocalAws started = LocalAws.start(options);
        aws = started;
        return environment(started);
    }

    /** The emulators', and what the caller chose beside. */
    private Map<String, String> environment(LocalAws started) {
        Map<String, String> environment = new LinkedHashMap<>(started.environment());
        caller.forEach(
                (name, value) -> {
                    if (!name.startsWith("AWS_")) { // which point elsewhere
                        environment.putIfAbsent(name, value);
                    }
                });
        return Collections.unmodifiableMap(environment);
    }

    /**
     * Provisions, and starts dispatcher and worker. The environment may narrow the worker to some
     * pipelines.
     *
     * @param environment what {@link #startAws} returned, perhaps with changes
     */
    public synchronized void startPrograms(Map<String, String> environment) {
        Settings settings = Settings.read(environment);
        Settings unnarrowed = settings.servingAll();
        try (Fleet fleet = Fleet.openPatiently(unnarrowed)) {
            new Provisioner(
                            fleet.clients().s3(),
                            fleet.clients().settling(),
                            fleet.clients().dynamodb(),
                            line -> {})
                    .provision(Topology.of(unnarrowed, fleet.pipelines()));
        }
        WorkerProcess startedWorker = WorkerProcess.start(settings, ofWorker);
        worker = startedWorker;
        Settings beside = Settings.read(besideWorker(environment, settings)).servingAll();
        DispatcherProcess startedDispatcher = DispatcherProcess.start(beside, ofDispatcher);
        dispatcher = startedDispatcher;
        watch("end-of-worker", startedWorker::awaitEnd);
        watch("end-of-dispatcher", startedDispatcher::awaitEnd);
    }

    /**
     * Serves the dashboard and the API of the programs that run.
     *
     * @param environment as for {@link #startPrograms}
     * @param dashboardAt where; port 0: a free one
     * @param apiAt where; port 0: a free one
     */
    public synchronized void startFronts(
            Map<String, String> environment,
            InetSocketAddress dashboardAt,
            InetSocketAddress apiAt) {
        List<URI> probes = urls().values().stream().map(URI::create).toList();
        Fleet fleet = Fleet.openPatiently(Settings.read(environment).servingAll());
        shown = fleet;
        dashboard = Dashboard.start(fleet, new Options(dashboardAt, List.of(), false, probes));
        api = Api.start(fleet, apiAt);
    }

    /** Where a port is named the worker has it, and the dispatcher a free one. */
    private static Map<String, String> besideWorker(
            Map<String, String> environment, Settings settings) {
        Map<String, String> all = new HashMap<>(environment);
        settings.http()
                .filter(address -> address.getPort() != 0)
                .ifPresent(address -> all.put("SLUICE_HTTP", address.getHostString() + ":0"));
        return all;
    }

    /**
     * Where the programs that run tell health and metrics, and where dashboard and API are, as
     * environment variables: none for one that was told not to.
     */
    public synchronized Map<String, String> urls() {
        Map<String, String> urls = new LinkedHashMap<>();
        Optional.ofNullable(worker)
                .flatMap(WorkerProcess::url)
                .ifPresent(url -> urls.put("SLUICE_WORKER_URL", url.toString()));
        Optional.ofNullable(dispatcher)
                .flatMap(DispatcherProcess::url)
                .ifPresent(url -> urls.put("SLUICE_DISPATCHER_URL", url.toString()));
        Optional.ofNullable(dashboard)
                .ifPresent(shows -> urls.put("SLUICE_DASHBOARD_URL", shows.url().toString()));
        Optional.ofNullable(api)
                .ifPresent(serves -> urls.put("SLUICE_API_URL", serves.url().toString()));
        return urls;
    }

    private void watch(String name, Callable<Integer> end) {
        Thread.ofVirtual()
                .name(name)
                .start(
                        () -> {
                            try {
                                ended.complete(end.call());
                            } catch (Exception e) {
                                ended.completeExceptionally(e);
                            }
                        });
    }

    /** Completed with the exit code of the program that ends first. */
    public CompletableFuture<Integer> ended() {
        return ended;
    }

    /** What dispatcher and worker asked of AWS. */
    public Usage usage() {
        return ofWorker.usage().plus(ofDispatcher.usage());
    }

    /**
     * Mean batches so far.
     *
     * @param items mean items in a call to the model
     * @param fill as a share of the pipeline's limit
     */
    public record Batches(double items, double fill) {}

    /** By pipeline. */
    public synchronized Map<String, Batches> batches() {
        if (worker == null) {
            return Map.of();
        }
        Map<String, Batches> batches = new TreeMap<>();
        worker.modelUse()
                .forEach(
                        (pipeline, use) ->
                                batches.put(pipeline, new Batches(use.meanBatch(), use.fill())));
        return batches;
    }

    /** Shortens a stop under way to a moment. Takes no lock, for whoever stops holds it. */
    public void hurry() {
        WorkerProcess hurried = worker;
        if (hurried != null) {
            hurried.hurry();
        }
    }

    /**
     * Drains both programs side by side, then stops the emulators. A second call does nothing.
     *
     * @return an exit code
     */
    public synchronized int stop() {
        WorkerProcess drained = worker;
        DispatcherProcess silenced = dispatcher;
        if (api != null) {
            api.close();
        }
        if (dashboard != null) {
            dashboard.close();
        }
        if (shown != null) {
            shown.close();
        }
        api = null;
        dashboard = null;
        shown = null;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            if (silenced != null) {
                threads.execute(silenced::drain);
            }
            if (drained != null) {
                threads.execute(drained::drain);
            }
        }
        int code = ended.getNow(ExitCode.DONE);
        if (silenced != null) {
            silenced.close();
        }
        if (drained != null) {
            drained.close();
        }
        if (aws != null) {
            aws.close();
        }
        worker = null;
        dispatcher = null;
        aws = null;
        return code;
    }
}
