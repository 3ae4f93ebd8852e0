package dev.sluice.worker.flow;

import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.machine.FreedMemory;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.ModelUse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The releases of one pipeline that a worker has loaded, each warm. A job holds the one that it is
 * done with; one that nobody wants and no job holds is closed after a while. One that cannot be
 * loaded, or breaks, costs no job anything: its jobs are done with the live one (RULES 22).
 */
public final class LoadedReleases {
    private static final Logger log = LoggerFactory.getLogger(LoadedReleases.class);

    /** Jobs that name a release may still be in the queue when it is not wanted any more. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    /** More than so many do not linger. */
    private static final int MOST = 3;

    /** Until one is looked for again that is not there, or is wrong. */
    private static final Duration REFUSED = Duration.ofSeconds(30);

    /** And one that broke at work. */
    private static final Duration BROKEN = Duration.ofMinutes(10);

    /** An idle model's thread ends at once. */
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final BiFunction<Service<?>, Consumer<String>, Serving<?>> serve;
    private final Consumer<String> worker;
    private final Ticker ticker;

    // Guarded by this.
    private final Map<String, Loaded> loaded = new LinkedHashMap<>();
    private final Refusals refusals;
    private final Set<String> asked = new TreeSet<>();
    private final Map<String, ModelUse> closedUse = new HashMap<>();
    private Set<String> withdrawn = Set.of();
    private Optional<Runnable> watch = Optional.empty();
    private Loaded live;
    private boolean closed;

    /**
     * @param first the one in service
     * @param serve makes the way of a release's jobs, given whom to tell when it is out of order
     * @param worker told when the live release is out of order
     */
    LoadedReleases(
            Service<?> first,
            BiFunction<Service<?>, Consumer<String>, Serving<?>> serve,
            Consumer<String> worker,
            Ticker ticker) {
        this.serve = serve;
        this.worker = worker;
        this.ticker = ticker;
        this.refusals = new Refusals(ticker);
        this.live = new Loaded(serve.apply(first, worker));
        loaded.put(live.serving.version(), live);
    }

    /** Loads a release. */
    public interface Loader {
        /**
         * @param broken told when one of its models is out of order
         * @throws RuntimeException saying why it cannot be
         */
        Service<?> load(String version, Consumer<String> broken);
    }

    private static final class Loaded {
        private final Serving<?> serving;
        private int users;
        private long idleSince;

        Loaded(Serving<?> serving) {
            this.serving = serving;
        }
    }

    /** A release in use; it is not closed before this is. */
    final class Use implements AutoCloseable {
        private final Loaded of;

        private Use(Loaded of) {
            this.of = of;
        }

        Serving<?> serving() {
            return of.serving;
        }

        @Override
        public void close() {
            leave(of);
        }
    }

    /** From now on releases come and go. */
    public synchronized void watchedBy(Runnable wake) {
        watch = Optional.of(wake);
    }

    synchronized Serving<?> live() {
        return live.serving;
    }

    /**
     * The release for a job, if it is known by now which that is.
     *
     * @param version that the job names
     */
    synchronized Optional<Use> use(String version) {
        Loaded named = loaded.get(version);
        if (withdrawn.contains(version) || watch.isEmpty() || refusals.contain(version)) {
            return Optional.of(take(live));
        }
        return Optional.ofNullable(named).map(this::take);
    }

    private Use take(Loaded release) {
        release.users++;
        return new Use(release);
    }

    private synchronized void leave(Loaded release) {
        release.users--;
        release.idleSince = ticker.nanos();
    }

    /** As {@link #use}; asks for one that is not loaded, and waits until it is or cannot be. */
    synchronized Use await(String version) throws InterruptedException {
        for (Optional<Use> use = use(version); ; use = use(version)) {
            if (use.isPresent()) {
                return use.get();
            }
            asked.add(version);
            watch.ifPresent(Runnable::run);
            wait();
        }
    }

    /**
     * Loads what is wanted or asked for, and closes what is neither. One thread calls it, again and
     * again.
     */
    public void follow(ReleasePlan plan, Loader loader) {
        Set<String> missing = new TreeSet<>(plan.wanted());
        synchronized (this) {
            withdrawn = plan.withdrawn();
            missing.addAll(asked);
            asked.clear();
            missing.removeIf(version -> loaded.containsKey(version) || refusals.contain(version));
            notifyAll(); // of what was withdrawn
        }
        missing.forEach(version -> load(version, loader));
        synchronized (this) {
            Loaded wanted = loaded.get(plan.live());
            if (wanted != null && wanted != live && !refusals.contain(plan.live())) {
                live = wanted;
                log.info("{} is done with version {} now", name(), plan.live());
            }
        }
        unwanted(plan.wanted()).forEach(this::close);
    }

    private String name() {
        return live().service().pipeline().name();
    }

    private void load(String version, Loader loader) {
        try {
            Service<?> service = loader.load(version, why -> broke(version, why));
            Loaded release = new Loaded(serve.apply(service, why -> broke(version, why)));
            synchronized (this) {
                release.idleSince = ticker.nanos();
                if (!closed) {
                    loaded.put(version, release);
                    notifyAll();
                    return;
                }
            }
            end(release);
        } catch (RuntimeException e) {
            log.error(
                    "version {} of {} cannot be loaded, so its jobs are done with version {}: {}",
                    version,
                    name(),
                    live().version(),
                    e.getMessage());
            refuse(version, REFUSED);
        }
    }

    private synchronized void refuse(String version, Duration time) {
        refusals.add(version, time);
        notifyAll();
    }

    /** A model of a release is out of order. Without the live one a worker is of no use. */
    private void broke(String version, String why) {
        if (live().version().equals(version)) {
            worker.accept(why);
        } else {
            log.error("version {} of {} is taken out of service: {}", version, name(), why);
            refuse(version, BROKEN);
        }
    }

    private synchronized List<Loaded> unwanted(Set<String> wanted) {
        List<Loaded> unwanted = new ArrayList<>();
        int spare = loaded.size() - MOST;
        for (Loaded each : new ArrayList<>(loaded.values())) {
            String version = each.serving.version();
            boolean idle =
                    each != live
                            && each.users == 0
                            && (!wanted.contains(version) || refusals.contain(version));
            boolean lingered = ticker.nanos() - each.idleSince >= LINGER.toNanos();
            if (idle && (lingered || unwanted.size() < spare)) {
                loaded.remove(version);
                unwanted.add(each);
            }
        }
        return unwanted;
    }

    private void close(Loaded release) {
        log.info("version {} of {} is closed", release.serving.version(), name());
        synchronized (this) {
            models(release)
                    .forEach(each -> closedUse.merge(each.name(), each.use(), ModelUse::plus));
        }
        end(release);
    }

    private static void end(Loaded release) {
        try {
            release.serving.service().models().close(CLOSE);
            release.serving.service().task().close();
            FreedMemory.giveBack();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Collection<Batcher> models(Loaded release) {
        return release.serving.service().models().all();
    }

    /** All that are loaded. */
    synchronized List<Service<?>> services() {
        List<Service<?>> services = new ArrayList<>();
        loaded.values().forEach(each -> services.add(each.serving.service()));
        return services;
    }

    /** How the models were used so far, by name, over all releases, those closed too. */
    synchronized Map<String, ModelUse> use(Function<Batcher, ModelUse> look) {
        Map<String, ModelUse> use = new LinkedHashMap<>();
        for (Loaded release : loaded.values()) {
            models(release)
                    .forEach(each -> use.merge(each.name(), look.apply(each), ModelUse::plus));
        }
        closedUse.forEach((name, past) -> use.merge(name, past, ModelUse::plus));
        return use;
    }

    /** The last of all; what is loaded later is closed at once. */
    void close(Duration atMost) throws InterruptedException {
        synchronized (this) {
            closed = true;
        }
        for (Service<?> each : services()) {
            each.models().close(atMost);
            each.task().close();
        }
    }
}
