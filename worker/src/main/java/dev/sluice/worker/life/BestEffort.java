package dev.sluice.worker.life;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls to a service without which a worker does its work all the same. What fails is counted, and
 * said once until a call works again. For one thread.
 */
final class BestEffort {
    private static final Logger log = LoggerFactory.getLogger(BestEffort.class);

    private final String remedy;
    private long failures;
    private boolean failing;

    /**
     * @param remedy what to do about a failure
     */
    BestEffort(String remedy) {
        this.remedy = remedy;
    }

    /**
     * @param what it does, for people
     * @return nothing if the call failed
     */
    <T> Optional<T> call(String what, Supplier<T> call) {
        try {
            T answer = call.get();
            if (failing) {
                log.info("{}: works again, after {} failures so far", what, failures);
            }
            failing = false;
            return Optional.of(answer);
        } catch (SdkException e) {
            failures++;
            if (!failing) {
                log.warn("{}: {}; {}", what, e.getMessage(), remedy);
            }
            failing = true;
            return Optional.empty();
        }
    }

    /**
     * @return whether it worked
     */
    boolean run(String what, Runnable call) {
        return call(
                        what,
                        () -> {
                            call.run();
                            return true;
                        })
                .isPresent();
    }

    long failures() {
        return failures;
    }
}
