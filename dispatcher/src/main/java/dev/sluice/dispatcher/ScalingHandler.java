package dev.sluice.dispatcher;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.google.inject.Injector;

import dev.sluice.shared.MetricsSettings;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.metrics.CloudWatchPublisher;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.program.Logs;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What pools scale by, told by a Lambda function, where no dispatcher is a process. EventBridge
 * invokes it once a minute, the most often that a schedule can, and with a period of 10 s it tells
 * six times before it returns: it is paid for waiting, see docs/autoscaling.md. With a period of 60
 * s it returns at once.
 *
 * <p>Give it a time-out of 70 s. A minute that is told twice, for EventBridge may invoke it more
 * than once, is told by one of the two alone.
 */
public final class ScalingHandler implements RequestStreamHandler {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A round asks SQS, DynamoDB and CloudWatch; each gets a few seconds. */
    private static final Duration ROUND = Duration.ofSeconds(9);

    private final Supplier<Rounds> open;
    private final Wait wait;

    /** Guarded by this; empty until the first invocation. */
    private Optional<Rounds> opened = Optional.empty();

    /** For Lambda. The environment is read at the first invocation, so that its errors are seen. */
    public ScalingHandler() {
        this(ScalingHandler::ofEnvironment, ScalingHandler::pause);
    }

    ScalingHandler(Supplier<Rounds> open, Wait wait) {
        this.open = open;
        this.wait = wait;
    }

    /**
     * What it does in each round.
     *
     * @param tell once
     * @param end of an invocation
     */
    record Rounds(Duration period, Runnable tell, Runnable end) {}

    /** Until the next round. */
    interface Wait {
        void pause(Duration time) throws InterruptedException;
    }

    private static void pause(Duration time) throws InterruptedException {
        if (new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts it down");
        }
    }

    private static Rounds ofEnvironment() {
        Settings settings = Settings.read(System.getenv());
        Logs.ofProgram(settings.log());
        MetricsSettings.Scaling scaling =
                settings.metrics()
                        .scaling()
                        .orElseThrow(
                                () ->
                                        new StartFailure(
                                                "SLUICE_SCALING_PERIOD is off; set it to 10s, 30s"
                                                        + " or 60s, or delete this function"));
        Injector injector = Wiring.open(settings, new ApiMeter(), 1, false);
        AwsClients aws = injector.getInstance(AwsClients.class);
        Queues queues = Queues.of(settings, aws, injector.getInstance(Pipelines.class));
        ScalingFigures figures = queues.figures(settings, aws, scaling);
        CloudWatchPublisher publisher =
                aws.beside()
                        .cloudwatch()
                        .map(
                                client ->
                                        new CloudWatchPublisher(
                                                client,
                                                settings.queuePrefix(),
                                                figures::now,
                                                scaling.period()))
                        .orElseThrow(() -> new StartFailure("there is no CloudWatch to tell"));
        return new Rounds(scaling.period(), publisher::publish, figures::end);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) {
        Rounds rounds = rounds();
        long begun = System.nanoTime();
        try {
            for (Duration due = Duration.ZERO;
                    due.compareTo(MINUTE) < 0
                            && context.getRemainingTimeInMillis() > ROUND.toMillis();
                    due = due.plus(rounds.period())) {
                rounds.tell().run();
                Duration next = due.plus(rounds.period());
                if (next.compareTo(MINUTE) < 0) {
                    wait.pause(next.minusNanos(System.nanoTime() - begun));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            rounds.end().run(); // the next invocation may be another instance's
        }
    }

    private synchronized Rounds rounds() {
        Rounds rounds = opened.orElseGet(open);
        opened = Optional.of(rounds);
        return rounds;
    }
}
