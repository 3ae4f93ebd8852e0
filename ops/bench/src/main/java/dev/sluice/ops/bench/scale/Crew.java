package dev.sluice.ops.bench.scale;

import dev.sluice.ops.bench.simulated.Device;
import dev.sluice.ops.bench.simulated.Simulated;
import dev.sluice.ops.bench.simulated.Snapshot;
import dev.sluice.ops.bench.stand.Pause;
import dev.sluice.ops.bench.stand.Stand;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Some workers on one queue, which stays as long as it is meanwhile. */
final class Crew implements AutoCloseable {
    /** Next to nothing: the accelerator is never the limit here. */
    private static final Device FAST = new Device(1, 0.01);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final List<Simulated> workers = new ArrayList<>();
    private final DeepQueue queue;
    private final long messages;
    private final long settledBefore;

    /**
     * @param messages that the queue holds, and is kept at
     * @param settledBefore what earlier crews took from it
     */
    Crew(DeepQueue queue, long messages, long settledBefore) {
        this.queue = queue;
        this.messages = messages;
        this.settledBefore = settledBefore;
    }

    void start(Stand stand, String pipeline, int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            String name = "worker-" + pipeline + "-" + count + "-" + i;
            workers.add(Simulated.start(stand, name, pipeline, FAST));
        }
        for (Simulated worker : workers) {
            worker.awaitStart();
        }
    }

    /**
     * What all did together.
     *
     * @param jobs settled between the marks
     * @param repeats of these, that found their job done: an earlier crew had it in hand when it
     *     was killed, or the queue's head was too short
     * @param residentBytes of a worker, the mean
     */
    record Worked(
            long jobs, long repeats, double perSecond, double cpuMillis, double residentBytes) {}

    /**
     * Watches.
     *
     * @param warmUp messages that every worker settles before the first mark
     * @param jobs settled to the second mark, for each worker on average
     */
    Worked watch(long warmUp, long jobs) throws IOException, InterruptedException {
        for (Simulated worker : workers) {
            while (worker.look().settled() < warmUp) {
                queue.keep(messages, settled());
                Pause.of(LOOK);
            }
        }
        List<Snapshot> first = look();
        long end = sum(first) + jobs * workers.size();
        while (settledNow() < end) {
            queue.keep(messages, settled());
            Pause.of(LOOK);
        }
        List<Snapshot> second = look();
        return worked(first, second);
    }

    private static Worked worked(List<Snapshot> first, List<Snapshot> second) {
        long settled = 0;
        long completed = 0;
        double perSecond = 0;
        double cpu = 0;
        double resident = 0;
        for (int i = 0; i < first.size(); i++) {
            Snapshot use = second.get(i).since(first.get(i));
            settled += use.settled();
            completed += use.completed();
            perSecond += use.perSecond();
            cpu += use.cpuNanos() / 1e6;
            resident += use.residentBytes();
        }
        return new Worked(
                settled, settled - completed, perSecond, cpu / settled, resident / first.size());
    }

    /** Messages taken from the queue for good, by these and earlier crews. */
    long settled() throws IOException {
        return settledBefore + settledNow();
    }

    private long settledNow() throws IOException {
        return sum(look());
    }

    private List<Snapshot> look() throws IOException {
        List<Snapshot> all = new ArrayList<>();
        for (Simulated worker : workers) {
            all.add(worker.look());
        }
        return all;
    }

    private static long sum(List<Snapshot> snapshots) {
        return snapshots.stream().mapToLong(Snapshot::settled).sum();
    }

    /**
     * Kills: a worker that drains may give messages back, for which ElasticMQ looks through its
     * whole queue each time.
     */
    @Override
    public void close() {
        workers.forEach(Simulated::kill);
    }
}
