package dev.sluice.ops.bench.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.simulated.SimulatedWorker.Snapshot;

import org.junit.jupiter.api.Test;

import java.io.IOException;

final class SnapshotTest {
    private static final Snapshot FIRST = new Snapshot(5_000_000, 32, 10, 100, 9);
    private static final Snapshot SECOND = new Snapshot(7_000_000, 32, 20, 340, 1_800_000_009);

    @Test
    void figuresComeFromWhatLiesBetweenTwo() {
        Snapshot use = SECOND.since(FIRST);
        assertThat(use.fill()).isEqualTo(0.75);
        assertThat(use.busy()).isEqualTo(0.9);
    }

    @Test
    void itGoesThroughItsFileUnchanged() throws IOException {
        JsonMapper json = new JsonMapper();
        assertThat(json.readValue(json.writeValueAsBytes(SECOND), Snapshot.class))
                .isEqualTo(SECOND);
    }
}
