package dev.sluice.shared.notify;

import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.time.Backoff;
import dev.sluice.shared.time.Deadline;
import dev.sluice.shared.time.Ticker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Tells who wants to know how jobs end. What does not get through within its budget is lost,
 * counted and said: a job is settled whatever its receivers do. Safe for use by many threads.
 */
public final class Notices implements AutoCloseable {
    /** What all of a job's channels together may take. */
    public static final Duration BUDGET = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final NoticeSettings settings;
    private final Map<NoticeSettings.Targets, List<Route>> routes;
    private final Ticker ticker;
    private final Map<Count, LongAdder> counts = new ConcurrentHashMap<>();

    /** One way out, and what was lost on it. */
    private record Route(Sender sender, Losses losses) {}

    /**
     * What is counted.
     *
     * @param sent or lost
     */
    public record Count(String pipeline, Channel.Kind channel, boolean sent) {}

    /** Where a target's notifications go out. */
    interface Outlets {
        List<Outlet> of(NoticeSettings.Targets targets);
    }

    Notices(NoticeSettings settings, Outlets outlets, Ticker ticker, Sender.Pause pause) {
        this.settings = settings;
        this.ticker = ticker;
        this.routes = new LinkedHashMap<>();
        Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, 0.5, new Random());
        for (NoticeSettings.Targets targets : settings.all()) {
            routes.computeIfAbsent(
                    targets,
                    _ ->
                            outlets.of(targets).stream()
                                    .map(outlet -> route(outlet, pauses, pause))
                                    .toList());
        }
    }

    private Route route(Outlet outlet, Backoff pauses, Sender.Pause pause) {
        return new Route(
                new Sender(outlet, new Breaker(ticker), pauses, pause),
                new Losses(outlet.channel(), ticker));
    }

    /** Nobody wants to know anything. */
    public static Notices none() {
        return new Notices(NoticeSettings.none(), _ -> List.of(), Ticker.system(), Notices::pause);
    }

    /**
     * Opens all channels.
     *
     * @param aws whose clients are used, and closed later
     * @param pipelines all that there are; empty where only some are known
     * @throws dev.sluice.shared.config.InvalidConfiguration if an entry is of no pipeline
     * @throws dev.sluice.shared.config.StartFailure if a topic, a queue or a secret is not there
     */
    public static Notices open(
            NoticeSettings settings, AwsClients aws, Collection<String> pipelines) {
        settings.check(pipelines);
        Ticker ticker = Ticker.system();
        return new Notices(settings, new Targeting(aws, ticker), ticker, Notices::pause);
    }

    private static void pause(Duration time) throws InterruptedException {
        var _ = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether somebody wants to know of the pipeline's jobs; if not, a job has nothing to do. */
    public boolean wanted(String pipeline) {
        return !routes(pipeline).isEmpty();
    }

    private List<Route> routes(String pipeline) {
        return routes.getOrDefault(settings.of(pipeline), List.of());
    }

    private record Pending(Notification notification, Route route, Sender.Entry entry) {}

    /**
     * Tells how jobs ended, and returns when all receivers have it or the budget is spent.
     *
     * @param ours whether the jobs are in our hands still; if not, nothing more is sent (RULES 8)
     * @param within a smaller budget than {@link #BUDGET}, perhaps
     * @throws InterruptedException if the job was cut off meanwhile
     */
    public void tell(List<Notification> notifications, BooleanSupplier ours, Duration within)
            throws InterruptedException {
        Deadline until = new Deadline(within.compareTo(BUDGET) < 0 ? within : BUDGET, ticker);
        List<Pending> all = new ArrayList<>();
        for (Notification each : notifications) {
            Notification told = settings.of(each.pipeline()).link().map(each::with).orElse(each);
            for (Route route : routes(each.pipeline())) {
                all.add(new Pending(told, route, route.sender.offer(told, ours, until)));
            }
        }
        for (Pending pending : all) {
            settle(pending, pending.route.sender.await(pending.entry));
        }
    }

    private void settle(Pending pending, Answer answer) {
        boolean sent = answer instanceof Answer.Sent;
        count(pending, sent);
        if (!sent) {
            pending.route.losses.add(pending.notification, answer.why());
        }
    }

    private void count(Pending pending, boolean sent) {
        Channel.Kind kind = pending.route.sender.channel().kind();
        counts.computeIfAbsent(
                        new Count(pending.notification.pipeline(), kind, sent),
                        _ -> new LongAdder())
                .increment();
    }

    /** How many so far. */
    public Map<Count, Long> counts() {
        Map<Count, Long> sums = new LinkedHashMap<>();
        counts.forEach((count, sum) -> sums.put(count, sum.sum()));
        return sums;
    }

    /** One line, sorted: {@code flakes queue lost 3, flakes queue sent 1200}. */
    @Override
    public String toString() {
        Map<String, Long> sorted = new TreeMap<>();
        counts().forEach(
                        (count, sum) ->
                                sorted.put(
                                        "%s %s %s"
                                                .formatted(
                                                        count.pipeline(),
                                                        count.channel().written(),
                                                        count.sent() ? "sent" : "lost"),
                                        sum));
        StringBuilder text = new StringBuilder();
        sorted.forEach(
                (what, sum) ->
                        text.append(text.isEmpty() ? "" : ", ")
                                .append(what)
                                .append(' ')
                                .append(sum));
        return text.isEmpty() ? "none" : text.toString();
    }

    @Override
    public void close() {
        for (List<Route> each : routes.values()) {
            for (Route route : each) {
                route.losses.close();
                route.sender.close();
            }
        }
    }
}
