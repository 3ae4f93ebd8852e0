package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.release.CanaryCount;
import dev.sluice.shared.release.CanaryCount.Jobs;
import dev.sluice.shared.release.Trial;
import dev.sluice.shared.release.Trial.Bounds;
import dev.sluice.worker.output.Milliseconds;
import dev.sluice.worker.output.Result;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

class CanaryTest {
    private static final Optional<Trial> TWO = Optional.of(new Trial("2", 10, Bounds.NONE));
    private static final Outcome DONE =
            new Outcome.Done(
                    new Result("a", Map.of(), Map.of()),
                    new Milliseconds(
                            Duration.ofSeconds(9),
                            Duration.ofSeconds(9),
                            Duration.ofSeconds(9),
                            Duration.ofMillis(20),
                            Duration.ofMillis(5)));
    private static final Outcome REFUSED =
            new Outcome.Reject(new FailureReason("corrupt-picture", "It is damaged."));
    private static final Outcome AGAIN = new Outcome.Retry(Duration.ZERO, "a model failed");

    private final Canary canary = new Canary();

    @Test
    void withoutATrialNothingIsCounted() {
        canary.settled("1", "1", DONE);
        assertThat(canary.take()).isEqualTo(CanaryCount.NONE);
    }

    @Test
    void jobsAreCountedByTheVersionThatTheyWereMadeFor() {
        canary.follow(TWO);
        canary.settled("2", "2", DONE);
        canary.settled("2", "2", REFUSED);
        canary.settled("2", "2", AGAIN);
        canary.settled("1", "1", DONE);
        canary.settled("1", "1", new Outcome.Superseded("newer"));

        assertThat(canary.take())
                .isEqualTo(new CanaryCount(new Jobs(3, 2, 25), new Jobs(1, 0, 25)));
        assertThat(canary.take()).isEqualTo(CanaryCount.NONE);
    }

    @Test
    void aCanaryThatCannotBeHadHasFailedItsJobs() {
        canary.follow(TWO);
        canary.settled("2", "1", DONE);

        assertThat(canary.take()).isEqualTo(new CanaryCount(new Jobs(1, 1, 0), Jobs.NONE));
    }

    @Test
    void whatCameOfAnotherTrialIsForgotten() {
        canary.follow(TWO);
        canary.settled("2", "2", REFUSED);
        canary.follow(Optional.of(new Trial("3", 10, Bounds.NONE)));

        assertThat(canary.take()).isEqualTo(CanaryCount.NONE);
    }
}
