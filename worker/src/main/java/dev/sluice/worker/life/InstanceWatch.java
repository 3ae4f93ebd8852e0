package dev.sluice.worker.life;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.life.Metadata.NoAnswer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Watches the EC2 instance that the worker runs on, if it runs on one, for signs of its end, and
 * does what its autoscaling group wants from it. One thread polls the instance's metadata, another
 * calls AWS, at start, for long jobs and at the end only: no slow call hides a notice.
 */
public final class InstanceWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InstanceWatch.class);

    /** As EC2's documentation recommends for notices, which come two minutes ahead. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** What a start waits for the first look, at most; usually it was over long before. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

    /** What the end waits for the last look and calls, three seconds each. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    /** Looks that find nobody, before it says so and looks seldom: a network may come up late. */
    private static final int MISSES = 3;

    private static final Duration SELDOM = Duration.ofMinutes(1);

    /** From this on, work is long. */
    public static final Duration LONG = Duration.ofSeconds(60);

    private final Metadata metadata;
    private final Marks marks;
    private final Lifecycle life;
    private final GroupDuties group;
    private final CountDownLatch looked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    // Written by the thread alone.
    private volatile Optional<String> instance = Optional.empty();

    // Of the thread alone.
    private int misses;
    private boolean unanswered;

    InstanceWatch(Metadata metadata, Marks marks, Lifecycle life, GroupDuties group) {
        this.metadata = metadata;
        this.marks = marks;
        this.life = life;
        this.group = group;
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
        Marks marks =
                new Marks(
                        metadata,
                        InstantSource.system(),
                        ticker,
                        settings.tuning().heedsRebalance());
        Function<String, Optional<ScalingGroup>> lookUp =
                id -> aws.beside().autoscaling().flatMap(client -> ScalingGroup.of(client, id));
        GroupDuties group =
                new GroupDuties(
                        marks,
                        id -> {
                            Membership membership =
                                    new Membership(
                                            () -> lookUp.apply(id),
                                            life,
                                            ticker,
                                            settings.queuePrefix());
                            return new GroupDuties.Duties(
                                    membership,
                                    new ScaleInProtection(membership, ticker),
                                    longAtWork);
                        },
                        Executors.newSingleThreadExecutor(
                                Thread.ofPlatform().daemon().name("instance-group").factory()));
        InstanceWatch watch = new InstanceWatch(metadata, marks, life, group);
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
            } while (!closed.await(pause().toMillis(), TimeUnit.MILLISECONDS));
            if (group.end(LAST_CALLS)) {
                farewell();
            }
        } catch (InterruptedException e) {
            log.trace("interrupted", e);
        } finally {
            metadata.close();
        }
    }

    private Duration pause() {
        return misses < MISSES ? EVERY : SELDOM;
    }

    /** One look, and what is due for the group, whether or not the instance answered. */
    void tick() {
        try {
            look();
            looked.countDown(); // a start does not wait for what calls AWS
            instance.ifPresent(group::serve);
        } catch (RuntimeException e) { // a bug must not end the watch
            log.error("the instance was not looked at this time", e);
        } finally {
            looked.countDown();
        }
    }

    private void look() {
        try {
            Optional<NoAnswer> nameless = identify();
            marks.look(life::leave);
            if (nameless.isPresent()) {
                throw nameless.get();
            }
            if (unanswered) {
                log.info("the instance metadata service answers");
            }
            unanswered = false;
            misses = 0;
        } catch (NoAnswer e) {
            unanswered(e);
        }
    }

    /**
     * Asks for the instance's ID until it is known.
     *
     * @return why it is not, though somebody is there: marks may be, too
     */
    private Optional<NoAnswer> identify() throws NoAnswer {
        if (instance.isPresent()) {
            return Optional.empty();
        }
        try {
            instance = metadata.item("instance-id");
            log.info("on EC2 instance {}", instance.orElse("without an ID"));
            return Optional.empty();
        } catch (NoAnswer e) {
            if (e.kind() != NoAnswer.Kind.SILENT) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private void unanswered(NoAnswer why) {
        switch (why.kind()) {
            case NO_INSTANCE -> {
                misses++;
                if (misses == MISSES) {
                    log.info(
                            "this is no EC2 instance ({}), or its metadata is out of reach; it is"
                                    + " looked for once a minute from now on, and"
                                    + " AWS_EC2_METADATA_DISABLED=true saves that",
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
        if (instance.isPresent()) {
            if (!marks.groupEnds()) {
                look(); // the group's decision may be newer
            }
            group.farewell(instance.get());
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
