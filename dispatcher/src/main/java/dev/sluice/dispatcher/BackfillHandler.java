package dev.sluice.dispatcher;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.google.inject.Injector;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.program.Logs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * The daily backfill as a Lambda function that a clock invokes, once an hour or oftener, where no
 * dispatcher is a process. It looks whether one is due, and stops in time: who is invoked next goes
 * on from there, so that a bucket may be larger than what one invocation can list.
 */
public final class BackfillHandler implements RequestStreamHandler {
    private static final Logger log = LoggerFactory.getLogger(BackfillHandler.class);

    /** To end a page under way and to note how far it came. */
    private static final Duration MARGIN = Duration.ofSeconds(20);

    private final Once<Look> look;

    /** For Lambda. */
    public BackfillHandler() {
        this.look = Once.inFunction(BackfillHandler::ofEnvironment);
    }

    BackfillHandler(Look look) {
        this.look = new Once<>(() -> look);
    }

    /** One look whether a backfill is due, and the backfill. */
    interface Look {
        /**
         * @return whether one ran to its end
         */
        boolean lookFor(Duration longest);
    }

    private static Look ofEnvironment() {
        Settings settings = Settings.read(System.getenv());
        Logs.ofProgram(settings.log());
        Injector injector = Wiring.open(settings, new ApiMeter(), 1, false);
        Mending mending =
                new Mending(
                        settings,
                        injector.getInstance(AwsClients.class),
                        injector.getInstance(Pipelines.class),
                        injector.getInstance(JobQueues.class));
        return longest ->
                settings.backfill()
                        .map(every -> mending.daily(every).lookFor(longest))
                        .orElse(false);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) {
        Duration left = Duration.ofMillis(context.getRemainingTimeInMillis()).minus(MARGIN);
        if (left.isNegative()) {
            log.error("Backfill needs a time-out over {}; give the function more", MARGIN);
            return;
        }
        log.debug("ran to its end: {}", look.get().lookFor(left));
    }
}
