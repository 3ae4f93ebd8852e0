package dev.sluice.worker;

import dev.sluice.shared.MetricsSink;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.fleet.FleetCrew;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.metrics.Basics;
import dev.sluice.shared.metrics.CloudWatchPublisher;
import dev.sluice.shared.metrics.Crew;
import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.metrics.QueueNumbers;
import dev.sluice.shared.metrics.Spending;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.machine.Gpus;
import dev.sluice.worker.machine.MemoryBudget;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What is measured of a worker at work. A thread of its own looks at what only passes by. */
final class WorkerMeters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerMeters.class);

    /** Between two looks at what the lanes hold. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final World world;
    private final List<LaneMeters> lanes;
    private final Spending spending;
    private final Optional<CloudWatchPublisher> cloudwatch;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** By the thread of its own. */
    private boolean failed;

    private WorkerMeters(
            World world,
            List<LaneMeters> lanes,
            Spending spending,
            Optional<CloudWatchPublisher> cloudwatch) {
        this.world = world;
        this.lanes = List.copyOf(lanes);
        this.spending = spending;
        this.cloudwatch = cloudwatch;
    }

    /** Adds them. */
    static WorkerMeters of(World world, List<Lane> lanes, ApiMeter meter, Meters meters) {
        Ticker ticker = world.machine().ticker();
        Map<String, String> names = new HashMap<>();
        String prefix = world.settings().queuePrefix();
        for (Lane lane : lanes) {
            names.put(lane.service().pipeline().name(), lane.service().pipeline().queue(prefix));
        }
        QueueNumbers queues = new QueueNumbers(world.aws().settling(), names, ticker);
        queues.addTo(meters);
        FleetTable fleet =
                FleetTable.of(world.settings(), world.aws().dynamodb(), world.machine().clock());
        Crew crew = new FleetCrew(fleet, ticker);
        List<LaneMeters> each =
                lanes.stream()
                        .map(
                                lane ->
                                        new LaneMeters(
                                                lane,
                                                world.tally()
                                                        .jobs(lane.service().pipeline().name()),
                                                ticker))
                        .toList();
        each.forEach(lane -> lane.addTo(meters, queues, crew));
        Spending spending = new Spending(meter, Prices.shipped(), world.tally()::settled);
        money(world, meter, spending, meters);
        memory(meters, "downloads", world.machine().downloads());
        memory(meters, "work", world.machine().memory());
        Gpus.open().ifPresent(gpus -> addTo(meters, gpus));
        WorkerFigures figures = new WorkerFigures(world.tally(), lanes, ticker);
        Optional<CloudWatchPublisher> cloudwatch =
                world.settings().metrics().sink() == MetricsSink.NONE
                        ? Optional.empty()
                        : world.aws()
                                .beside()
                                .cloudwatch()
                                .map(
                                        client ->
                                                new CloudWatchPublisher(
                                                        client,
                                                        world.settings().queuePrefix(),
                                                        figures::lastMinute));
        return new WorkerMeters(world, each, spending, cloudwatch);
    }

    private static void money(World world, ApiMeter meter, Spending spending, Meters meters) {
        Basics.addTo(meters, meter, spending);
        meters.read(Families.COST_OF_JOBS, spending::perMillionJobs);
        meters.readAll(
                Families.CUSTOMER_COST, () -> spending.perMillionJobs(world.tally().customers()));
    }

    private static void memory(Meters meters, String name, MemoryBudget budget) {
        meters.read(Families.MEMORY_USED, budget::used, name);
        meters.read(Families.MEMORY, budget::limit, name);
    }

    private static void addTo(Meters meters, Gpus gpus) {
        for (int i = 0; i < gpus.count(); i++) {
            int gpu = i;
            String name = Integer.toString(gpu);
            meters.read(Families.GPU_MEMORY_USED, () -> memory(gpus, gpu, m -> m.used()), name);
            meters.read(Families.GPU_MEMORY, () -> memory(gpus, gpu, m -> m.total()), name);
            meters.read(
                    Families.GPU_UTILIZATION, () -> gpus.utilization(gpu).orElse(Double.NaN), name);
        }
    }

    private static double memory(Gpus gpus, int gpu, ToDoubleFunction<Gpus.Memory> what) {
        return gpus.memory(gpu).map(what::applyAsDouble).orElse(Double.NaN);
    }

    Map<String, Double> jobSeconds() {
        Map<String, Double> seconds = new HashMap<>();
        lanes.forEach(lane -> seconds.put(lane.pipeline(), lane.jobSeconds()));
        return seconds;
    }

    void start() {
        Thread.ofPlatform().daemon().name("meters").start(this::run);
        cloudwatch.ifPresent(CloudWatchPublisher::start);
    }

    private void run() {
        Ticker ticker = world.machine().ticker();
        long minute = ticker.nanos();
        look(spending::look);
        try {
            while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                lanes.forEach(lane -> look(lane::look));
                if (ticker.nanos() - minute >= MINUTE.toNanos()) {
                    minute += MINUTE.toNanos();
                    look(spending::look);
                    look(world.tally().customers()::look);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One that fails, which is a bug, costs neither jobs nor other figures anything. */
    private void look(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            if (!failed) {
                failed = true; // once: this may be so twice a second
                log.error("some figures of this worker may stand still from now on", e);
            }
        }
    }

    @Override
    public void close() {
        cloudwatch.ifPresent(CloudWatchPublisher::close);
        stop.countDown();
    }
}
