package dev.sluice.shared.metrics;

import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;

/**
 * How full the job queues are, as SQS counts them. It is asked when somebody wants to know, and
 * every 15 s at most unless told otherwise: a program that nobody scrapes asks nothing.
 */
public final class QueueNumbers {
    private static final Logger log = LoggerFactory.getLogger(QueueNumbers.class);

    private static final Duration FRESH = Duration.ofSeconds(15);

    /** A scraper waits 10 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final QueueAttributeName VISIBLE =
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
    private static final QueueAttributeName IN_FLIGHT =
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;
    private static final QueueAttributeName DELAYED =
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED;

    /**
     * One queue's messages, about.
     *
     * @param visible can be received now
     * @param inFlight received, and neither deleted nor visible again
     * @param delayed not visible yet
     */
    public record Depth(long visible, long inFlight, long delayed) {}

    private final SqsClient sqs;
    private final Map<String, String> names;
    private final Map<String, String> urls = new ConcurrentHashMap<>();
    private final Ticker ticker;
    private final Duration fresh;

    // Guarded by this.
    private Map<String, Depth> known = Map.of();
    private boolean asked;
    private long askedAt;
    private boolean failing;

    /**
     * @param names of job queues, by pipeline
     */
    public QueueNumbers(SqsClient sqs, Map<String, String> names, Ticker ticker) {
        this(sqs, names, ticker, FRESH);
    }

    /**
     * @param fresh for how long an answer is good enough
     */
    public QueueNumbers(SqsClient sqs, Map<String, String> names, Ticker ticker, Duration fresh) {
        this.sqs = sqs;
        this.names = Map.copyOf(names);
        this.ticker = ticker;
        this.fresh = fresh;
    }

    /** Of the pipeline's queue; empty if SQS does not answer. */
    public Optional<Depth> of(String pipeline) {
        return Optional.ofNullable(look().get(pipeline));
    }

    /** Adds them for each queue. */
    public void addTo(Meters meters) {
        for (String pipeline : names.keySet()) {
            add(meters, pipeline, "visible", Depth::visible);
            add(meters, pipeline, "in_flight", Depth::inFlight);
            add(meters, pipeline, "delayed", Depth::delayed);
        }
    }

    private void add(Meters meters, String pipeline, String state, ToLongFunction<Depth> messages) {
        meters.read(
                Families.QUEUE_MESSAGES,
                () -> of(pipeline).map(d -> (double) messages.applyAsLong(d)).orElse(Double.NaN),
                pipeline,
                state);
    }

    private synchronized Map<String, Depth> look() {
        long now = ticker.nanos();
        if (!asked || now - askedAt >= fresh.toNanos()) {
            asked = true;
            askedAt = now; // also if it fails: SQS is asked no more often then
            known = ask();
        }
        return known;
    }

    private Map<String, Depth> ask() {
        Map<String, Depth> answers = new ConcurrentHashMap<>();
        Map<String, String> refusals = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            names.forEach(
                    (pipeline, name) ->
                            threads.execute(
                                    () -> {
                                        try {
                                            answers.put(pipeline, ask(url(name)));
                                        } catch (RuntimeException e) { // SQS, or a closed client
                                            refusals.put(pipeline, String.valueOf(e.getMessage()));
                                        }
                                    }));
        }
        if (!refusals.isEmpty() && !failing) {
            log.warn("SQS does not say how full queues are, and metrics do without: {}", refusals);
        }
        failing = !refusals.isEmpty();
        return new HashMap<>(answers);
    }

    private String url(String name) {
        return urls.computeIfAbsent(
                name,
                _ ->
                        sqs.getQueueUrl(
                                        get ->
                                                get.queueName(name)
                                                        .overrideConfiguration(
                                                                c -> c.apiCallTimeout(PATIENCE)))
                                .queueUrl());
    }

    private Depth ask(String url) {
        Map<QueueAttributeName, String> all =
                sqs.getQueueAttributes(
                                get ->
                                        get.queueUrl(url)
                                                .attributeNames(
                                                        List.of(VISIBLE, IN_FLIGHT, DELAYED))
                                                .overrideConfiguration(
                                                        c -> c.apiCallTimeout(PATIENCE)))
                        .attributes();
        return new Depth(number(all, VISIBLE), number(all, IN_FLIGHT), number(all, DELAYED));
    }

    private static long number(Map<QueueAttributeName, String> all, QueueAttributeName name) {
        return Long.parseLong(all.getOrDefault(name, "0"));
    }
}
