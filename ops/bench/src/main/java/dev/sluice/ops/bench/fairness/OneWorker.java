package dev.sluice.ops.bench.fairness;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.Service;
import dev.sluice.worker.flow.Tally;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.intake.LongPolls;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.machine.Machine;
import dev.sluice.worker.machine.MemoryBudget;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.Models;
import dev.sluice.worker.model.Turns;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A worker's lane as it is, between a simulated queue, simulated stores and a simulated model. */
final class OneWorker implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofSeconds(20);

    private static final Map<String, String> NOWHERE =
            Map.of(
                    "S3_BUCKET_NAME", "uploads",
                    "DYNAMODB_TABLE_NAME", "rows",
                    "AWS_REGION", "us-east-1",
                    "AWS_ACCESS_KEY_ID", "none",
                    "AWS_SECRET_ACCESS_KEY", "none");

    private final AwsClients real;
    private final Cpu cpu = new Cpu(1);
    private final SimulatedQueue queue;
    private final Lane lane;

    OneWorker(Pipeline pipeline, SimulatedQueue queue, SimulatedRows rows, SimulatedModel model) {
        this.queue = queue;
        Settings settings = Settings.read(NOWHERE);
        real =
                AwsClients.open(
                        settings.aws(),
                        new AwsClients.Load(1, 1, pipeline.lease()),
                        new ApiMeter());
        AwsClients simulated = new AwsClients(new SimulatedS3(), rows, queue, queue, real.beside());
        Ticker ticker = Ticker.system();
        Lifecycle life = new Lifecycle(_ -> {}, LONGEST_END, ticker);
        Machine machine =
                new Machine(
                        cpu,
                        new MemoryBudget(1 << 30),
                        new MemoryBudget(1 << 30),
                        ticker,
                        InstantSource.system());
        Batcher batcher =
                new Batcher(
                        new Batcher.Kind(
                                pipeline.name(),
                                pipeline.model(Pipeline.MODEL).batch(),
                                SimulatedModel.INPUT),
                        model,
                        new Turns(),
                        life::broken,
                        ticker);
        var _ = batcher.start(List.of());
        lane =
                Lane.of(
                        new Service<>(pipeline, model, new Models(Map.of(Pipeline.MODEL, batcher))),
                        "simulated",
                        new LongPolls(),
                        new World(settings, simulated, machine, new Tally(new Meters()), life),
                        Notices.none());
        lane.start();
    }

    @Override
    public void close() throws InterruptedException {
        lane.stopPolling();
        queue.close();
        boolean ended = lane.joinPollers(LONGEST_END) && lane.finish(LONGEST_END);
        lane.close(LONGEST_END);
        cpu.close();
        real.close();
        if (!ended) {
            throw new IllegalStateException("the simulated worker does not end");
        }
    }
}
