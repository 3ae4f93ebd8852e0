package dev.sluice.ops.cli.deploy;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.shared.StopSignal;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.config.Problems;

import java.util.HashMap;
import java.util.Map;

/** Which AWS a fleet goes to: the caller's credentials, but the fleet's own region. */
record Destination(Map<String, String> environment) {
    /** As shells have it for Ctrl-C. */
    private static final int INTERRUPTED = 130;

    Destination {
        environment = Map.copyOf(environment);
    }

    static Destination of(Map<String, String> environment, String region) {
        Map<String, String> there = new HashMap<>(environment);
        there.put("AWS_REGION", region);
        return new Destination(there);
    }

    /** What is done there. */
    interface Work<T> {
        T on(AwsAccess access) throws InterruptedException;
    }

    /** Until its end, or Ctrl-C's: what AWS has begun then goes on there. */
    <T> T reach(Console console, Work<T> work) throws InterruptedException {
        Problems problems = new Problems();
        try (AwsAccess access = AwsAccess.from(environment, problems)) {
            problems.throwIfAny();
            StopSignal stop =
                    StopSignal.install(
                            () -> {
                                console.say(
                                        "Stopped. AWS goes on with what it has begun; run the same"
                                                + " again, and it goes on from there.");
                                return INTERRUPTED;
                            });
            try {
                return work.on(access);
            } finally {
                stop.forget();
            }
        }
    }
}
