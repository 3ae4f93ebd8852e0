package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.fake.ToldQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;

@Timeout(300)
class NotifiedPacksTest extends OneLane {
    @Override
    Pipeline pipeline() {
        return Jobs.packed(50, 1_000_000, Duration.ofHours(1));
    }

    @Override
    Notices notices() {
        return ToldQueue.over(calls);
    }

    @Test
    void rule19_thePackIsWrittenThenTheRowThenItIsToldThenTheMessageGoes()
            throws InterruptedException {
        receive(first());
        finish();

        List<String> last = calls.all().subList(calls.all().size() - 4, calls.all().size());
        assertThat(last.get(0)).startsWith("put acme/saved-result/packs/cats/");
        assertThat(last.get(1)).isEqualTo("row completed");
        assertThat(last.get(2)).startsWith("tell completed ");
        assertThat(last.get(3)).isEqualTo("delete r1");
    }
}
