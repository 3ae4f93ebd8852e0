package dev.sluice.ops.bench.against;

import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.JobTable;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A fresh worker of one build on a backlog of its own, until its window is measured. */
final class Turn {
    /** Left for the end, so that the pollers never run dry inside the window. */
    private static final int TAIL = 100;

    /** Rows that are looked at, of those that are settled first. */
    private static final int SAMPLE = 20;

    private final Workload workload;
    private final List<byte[]> photos = Photos.jpegs();

    Turn(Workload workload) {
        this.workload = workload;
    }

    /**
     * @param stand with the build's launcher
     * @param build its name, for messages
     * @throws Unmeasurable if its worker does not start here, or does not do the work
     */
    Window run(Stand stand, String build, int place)
            throws Unmeasurable, IOException, InterruptedException {
        Backlog backlog = new Backlog(stand, stand.pipeline(workload.pipeline()));
        long count = workload.warmUp().jobs() + workload.measured().jobs() + TAIL;
        List<Job> jobs = backlog.upload("run" + place, Math.toIntExact(count), photos);
        backlog.send(jobs);
        try (Child worker = workload.start().on(stand)) {
            Window window = Window.of(backlog, worker, workload.warmUp(), workload.measured());
            worker.killAll(); // what it has in hand counts for nobody
            requireDone(stand, build, jobs.subList(0, SAMPLE));
            return window;
        } catch (IOException e) {
            throw new Unmeasurable("a worker of " + build + ": " + e.getMessage());
        } finally {
            backlog.drop();
            backlog.forget(jobs);
        }
    }

    /** One that fails all it is given would be the cheapest. */
    private static void requireDone(Stand stand, String build, List<Job> jobs) throws Unmeasurable {
        JobTable rows =
                new JobTable(
                        stand.clients().dynamodb(),
                        stand.settings().table(),
                        InstantSource.system());
        for (Job job : jobs) {
            Optional<Row> row = rows.read(job);
            if (!row.flatMap(Row::status).equals(Optional.of(Row.Status.COMPLETED))) {
                throw new Unmeasurable(
                        "a worker of %s did not complete %s: %s"
                                .formatted(build, job.rowID(), row.map(Row::item)));
            }
        }
    }
}
