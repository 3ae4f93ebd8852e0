package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.Vitals;
import dev.sluice.shared.metrics.Meters;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** On real protocols: what a dispatcher tells of the workers' queues. */
class DispatcherMetersTest {
    private static void join(World world, String pipeline, double jobSeconds) {
        FleetTable.of(world.settings, world.clients.dynamodb(), InstantSource.system())
                .members()
                .join(
                        Member.ofProcess(Member.Kind.WORKER, Instant.now(), Optional.empty()),
                        new Vitals(
                                Vitals.State.READY,
                                Optional.empty(),
                                Map.of(pipeline, "7"),
                                0,
                                0,
                                Map.of(pipeline, jobSeconds),
                                0));
    }

    @Test
    void theBacklogIsWhatWaitsByWhatTheWorkersDo() {
        try (World world = World.named("dispatcher-meters");
                Meters meters = new Meters();
                DispatcherMeters _ =
                        DispatcherMeters.of(
                                world.settings,
                                new DispatcherMeters.Source(
                                        world.clients, world.pipelines, world.counts),
                                new ApiMeter(),
                                meters)) {
            List<Outgoing> three =
                    List.of(
                            new Outgoing("1", "acme"),
                            new Outgoing("2", "acme"),
                            new Outgoing("3", "acme"));
            for (String pipeline : List.of("scans", "any")) {
                assertThat(world.queues.jobs().get(pipeline).send(three)).isEmpty();
            }
            join(world, "scans", 0.1);

            assertThat(meters.exposition("").text())
                    .contains("sluice_backlog_seconds{pipeline=\"scans\"} 0.3")
                    .as("nobody works: a second for each message")
                    .contains("sluice_backlog_seconds{pipeline=\"any\"} 3.0");
        }
    }
}
