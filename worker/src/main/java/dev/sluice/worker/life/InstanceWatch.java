package dev.sluice.worker.life;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.life.Metadata.NoAnswer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Watches the EC2 instance that the worker runs on, if it runs on one, for signs of its end, and
 * does what its autoscaling group wants from it. A thread of its own, which polls the instance's
 * metadata; AWS is called at start, for long jobs and at the end only.
 */
public final class InstanceWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InstanceWatch.class);

    /** As EC2's documentation recommends for notices, which come two minutes ahead. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** What a start waits for the first look, at most; usually it was over long before. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

    /** What the end waits for the last calls; the hook's margin is longer. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(8);

    /** Looks that find nobody, before it gives up: a network may come up late. */
    private static final int MISSES = 3;

    /** From this on, work is long. */
    public static final Duration LONG = Duration.ofSeconds(60);

    private final Metadata metadata;
    private final Marks marks;
    private final Lifecycle life;
    private final Function<String, Duties> joining;
    private final CountDownLatch looked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    // Written by the thread alone.
    private volatile Optional<String> instance = Optional.empty();

    // Of the thread alone.
    private @Nullable Duties duties;
    private int misses;
    private boolean unanswered;

    /**
     * What the worker does for the group of its instance.
     *
     * @param longAtWork whether a job has been worked on for {@link #LONG}
     */
    record Duties(Membership membership, ScaleInProtection protection, BooleanSupplier longAtWork) {
        void tick() {
            protection.set(longAtWork.getAsBoolean());
            membership.tick();
        }
    }

    /**
     * @param joining the duties of an instance of that ID
     */
    InstanceWatch(
            Metadata metadata, Marks marks, Lifecycle life, Function<String, Duties> joining) {
        this.metadata = metadata;
        this.marks = marks;
        this.life = life;
        this.joining = joining;
        this.thread = Thread.ofPlatform().daemon().name("instance-watch").unstarted(this::run);
    }

    /**
     * Begins to watch.
     *
     * @param longAtWork whether a job has been worked on for {@link #LONG}
     * @return nothing where there can be no instance, by the settings
     */
    public static Optional<InstanceWatch> start(
            Settings settings, AwsClients aws, Lifecycle life, BooleanSupplier longAtWork) {
        Optional<URI> endpoint = settings.aws().metadata();
        if (endpoint.isEmpty()) {
            return Optional.empty();
        }
        Ticker ticker = Ticker.system();
        Metadata metadata = new Imds(endpoint.get());
        InstanceWatch watch =
                new InstanceWatch(
                        metadata,
                        new Marks(
                                metadata,
                                InstantSource.system(),
                                settings.tuning().heedsRebalance()),
                        life,
                        instance -> {
                            Membership membership =
                                    new Membership(
                                            () ->
                                                    aws.beside()
                                                            .autoscaling()
                                                            .flatMap(
                                                                    client ->
                                                                            ScalingGroup.of(
                                                                                    client,
                                                                                    instance)),
                                            life,
                                            ticker,
                                            settings.queuePrefix());
                            return new Duties(
                                    membership,
                                    new ScaleInProtection(membership, ticker),
                                    longAtWork);
                        });
        watch.begin();
        return Optional.of(watch);
    }

    void begin() {
        thread.start();
    }

    /** Waits until it has looked once, but not for long. */
    public void awaitFirstLook() {
        try {
            if (!looked.await(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                log.info("the instance metadata service is slow; the start does not wait for it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** EC2's, once it is known. */
    public Optional<String> instanceID() {
        return instance;
    }

    private void run() {
        try {
            do {
                tick();
            } while (misses < MISSES && !closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
            closed.await();
            farewell();
        } catch (InterruptedException e) {
            log.trace("interrupted", e);
        } finally {
            metadata.close();
        }
    }

    /** One look, and what is due for the group, whether or not the instance answered. */
    void tick() {
        try {
            look();
            looked.countDown(); // a start does not wait for what calls AWS
            serveGroup();
        } catch (RuntimeException e) { // a bug must not end the watch
            log.error("the instance was not looked at this time", e);
        } finally {
            looked.countDown();
        }
    }

    private void look() {
        try {
            if (instance.isEmpty()) {
                instance = metadata.item("instance-id");
                log.info("on EC2 instance {}", instance.orElse("without an ID"));
            }
            marks.look(life::leave);
            if (unanswered) {
                log.info("the instance metadata service answers");
            }
            unanswered = false;
        } catch (NoAnswer e) {
            unanswered(e);
        }
    }

    private void serveGroup() {
        boolean ends = marks.groupEnds();
        if (duties == null && instance.isPresent() && marks.inGroup()) {
            duties = joining.apply(instance.get());
            if (!ends) {
                duties.membership().join();
            }
        }
        if (duties != null) {
            if (ends) {
                duties.membership().ends();
            }
            duties.tick();
        }
    }

    private void unanswered(NoAnswer why) {
        switch (why.kind()) {
            case NO_INSTANCE -> {
                misses++;
                if (misses == MISSES) {
                    log.info(
                            "this is no EC2 instance ({}), so there is none to watch;"
                                    + " AWS_EC2_METADATA_DISABLED=true saves the look",
                            why.getMessage());
                }
            }
            case NO_TOKEN ->
                    once(
                            "the instance metadata service gives no token ({}); a worker in a"
                                    + " container needs hop limit 2 (HttpPutResponseHopLimit of the"
                                    + " instance). Until then neither spot notices nor lifecycle"
                                    + " hooks are seen",
                            why);
            case SILENT ->
                    once(
                            "the instance metadata service does not answer ({}); spot notices and"
                                    + " lifecycle hooks may be seen late",
                            why);
        }
    }

    private void once(String sentence, NoAnswer why) {
        if (!unanswered) {
            log.warn(sentence, why.getMessage());
        }
        unanswered = true;
    }

    /** Nothing is held any more: the group need not wait. */
    void farewell() {
        if (duties == null) {
            return;
        }
        look(); // the group's decision may be newer
        if (marks.groupEnds()) {
            duties.membership().complete();
        } else {
            duties.protection().set(false);
        }
    }

    /** The drain is over: says so to a hook that waits for it. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(LAST_CALLS)) {
                log.warn("the autoscaling group is not told that the drain is over: it is slow");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
