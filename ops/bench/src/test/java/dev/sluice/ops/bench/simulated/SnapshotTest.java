package dev.sluice.ops.bench.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Test;

import java.io.IOException;

final class SnapshotTest {
    private static final Snapshot FIRST =
            new Snapshot(5_000_000_000L, 1_000_000_000L, 100, 100, 32, 10, 100, 9);

    private static final Snapshot SECOND =
            new Snapshot(7_000_000_000L, 2_000_000_000L, 350, 340, 32, 20, 340, 1_800_000_009L);

    @Test
    void figuresComeFromWhatLiesBetweenTwo() {
        Snapshot use = SECOND.since(FIRST);
        assertThat(use.perSecond()).isEqualTo(125);
        assertThat(use.cpuMillis()).isEqualTo(4);
        assertThat(use.fill()).isEqualTo(0.75);
        assertThat(use.busy()).isEqualTo(0.9);
    }

    @Test
    void itGoesThroughItsFileUnchanged() throws IOException {
        JsonMapper json = new JsonMapper();
        assertThat(json.readValue(json.writeValueAsBytes(SECOND), Snapshot.class))
                .isEqualTo(SECOND);
    }

    @Test
    void aDeviceCostsAFixedPartAndAPartForEachItem() {
        Device device = new Device(10, 0.5);
        assertThat(device.nanos(20)).isEqualTo(20_000_000);
        assertThat(device.perSecond(20)).isEqualTo(1000);
    }
}
