package dev.sluice.ops.bench.simulated;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.stand.Pause;
import dev.sluice.ops.bench.stand.Stand;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Some workers on one queue, which stays as long as it is meanwhile. */
final class Crew implements AutoCloseable {
    /** Next to nothing: the accelerator is never the limit here. */
    private static final Device FAST = new Device(1, 0.01);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final List<Simulated> workers = new ArrayList<>();
    private final DeepQueue queue;
    private final long messages;
    private final long settledBefore;

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
            var _ = worker.awaitStart();
        }
    }

    /**
     * Watches what all do together; {@code residentMB} is a worker's, the mean, and {@code repeats}
     * found their job done: an earlier crew had it in hand when it was killed, or the queue's head
     * was too short.
     *
     * @param warmUp messages that every worker settles before the first mark
     * @param jobs settled from there to the second, for each worker on average
     */
    ObjectNode watch(long warmUp, long jobs) throws IOException, InterruptedException {
        while (look().stream().anyMatch(worker -> worker.settled() < warmUp)) {
            queue.keep(messages, settled());
            Pause.of(LOOK);
        }
        List<Snapshot> first = look();
        long end = settled() + jobs * workers.size();
        while (settled() < end) {
            queue.keep(messages, settled());
            Pause.of(LOOK);
        }
        List<Snapshot> second = look();
        List<Snapshot> uses =
                IntStream.range(0, workers.size())
                        .mapToObj(i -> second.get(i).since(first.get(i)))
                        .toList();
        long settled = uses.stream().mapToLong(Snapshot::settled).sum();
        long completed = uses.stream().mapToLong(Snapshot::completed).sum();
        long resident = workers.stream().mapToLong(each -> each.child().residentBytes()).sum();
        return object().put("messages", messages)
                .put("workers", workers.size())
                .put(
                        "cpuMsPerJob",
                        uses.stream().mapToLong(Snapshot::cpuNanos).sum() / 1e6 / settled)
                .put("residentMB", resident / 1e6 / workers.size())
                .put("jobsPerSecond", uses.stream().mapToDouble(Snapshot::perSecond).sum())
                .put("jobs", settled)
                .put("repeats", settled - completed)
                .put("simulated", true);
    }

    /** Messages taken from the queue for good, by these and earlier crews. */
    long settled() throws IOException {
        return settledBefore + look().stream().mapToLong(Snapshot::settled).sum();
    }

    private List<Snapshot> look() throws IOException {
        List<Snapshot> all = new ArrayList<>();
        for (Simulated worker : workers) {
            all.add(worker.look());
        }
        return all;
    }

    /**
     * Kills: a worker that drains may give messages back, for which ElasticMQ looks through its
     * whole queue each time.
     */
    @Override
    public void close() {
        try {
            for (Simulated worker : workers) {
                worker.child().killAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
