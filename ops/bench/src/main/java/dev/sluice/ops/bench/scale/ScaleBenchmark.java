package dev.sluice.ops.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.scale.Crew.Worked;
import dev.sluice.ops.bench.scale.DeepQueue.Filled;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Whether a job costs the same CPU and a worker the same memory, however much waits. */
public final class ScaleBenchmark implements Benchmark {
    private static final long[] MESSAGES = {1_000, 30_000, 1_000_000};

    /**
     * The queue that several workers share, too. With a million ElasticMQ, which looks through its
     * whole queue for each lease that is extended or ends, kept four of them waiting for minutes.
     */
    private static final long SHARED = MESSAGES[1];

    private static final int[] ALONE = {1};
    private static final int[] CREWS = {1, 4};

    /** Jobs of each worker: all JVMs are equally warm when they are measured, if not hot. */
    private static final int WARM_UP = 600;

    private static final int MEASURED = 600;

    /** Held when the crew stops, or taken by a worker that is ahead of the others. */
    private static final int SPARE = 300;

    /** A million took 50 s on two cores in one run, and would have taken 94 s in a busier one. */
    private static final Duration FILL_AT_MOST = Duration.ofSeconds(100);

    /**
     * Ten a batch, so that a worker has 64 permits: with 192 four of them on two cores hold jobs
     * for so long that leases are extended, for which ElasticMQ looks through its whole queue.
     */
    private static final String MODEL =
            "model: {file: model.onnx, version: simulated-fast, batch: {max: 10, maxDelay: 5ms}}";

    /**
     * They were seen to take 5.9 GB with a million messages of about 500 bytes, and live long
     * enough here for optimized code.
     */
    private static final String[] EMULATORS = {"-Xmx8g", "-XX:TieredStopAtLevel=4"};

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String about() {
        return "cost of a job and memory with 1 to 4 workers and up to a million messages"
                + " (about 3 minutes)";
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        bench.say(
                "Simulated: the accelerator (1 + 0.01·n ms, no CPU). Real: queue, messages, small"
                        + " uploads, decode, results, rows, deletes, against emulators on the same"
                        + " cores. Each worker is measured for %d jobs after %d; queues are kept at"
                        + " their length meanwhile. Only the messages at the head differ; those"
                        + " behind name the same uploads again, and are not reached.",
                MEASURED, WARM_UP);
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"));
        for (long messages : MESSAGES) {
            pipelines.classifier(pipeline(messages), MODEL);
        }
        Findings findings = new Findings(bench);
        try (Stand stand =
                Stand.open(bench, "stand", pipelines.repository(), Map.of(), EMULATORS)) {
            for (long messages : MESSAGES) {
                measure(stand, messages, messages == SHARED ? CREWS : ALONE, findings);
            }
        }
        return findings.json;
    }

    private static String pipeline(long messages) {
        return "scale-" + messages;
    }

    private static void measure(Stand stand, long messages, int[] crews, Findings findings)
            throws IOException, InterruptedException {
        String name = pipeline(messages);
        Backlog backlog = new Backlog(stand, stand.pipeline(name));
        int jobs = 0;
        for (int workers : crews) {
            jobs += (WARM_UP + MEASURED + SPARE) * workers;
        }
        DeepQueue queue = new DeepQueue(backlog, backlog.upload("job", jobs, Photos.small()));
        Filled filled = queue.fill(messages, FILL_AT_MOST);
        findings.filled(messages, filled, stand.emulators().residentBytes());
        long settled = 0;
        for (int workers : crews) {
            try (Crew crew = new Crew(queue, filled.messages(), settled)) {
                crew.start(stand, name, workers);
                findings.worked(filled.messages(), workers, crew.watch(WARM_UP, MEASURED));
                settled = crew.settled();
            }
        }
    }

    /** What is said and written; the first is what the others are compared with. */
    private static final class Findings {
        private final Bench bench;
        private final ArrayNode json = BenchFile.object().arrayNode();
        private double firstCpu;
        private double firstResident;

        Findings(Bench bench) {
            this.bench = bench;
        }

        void filled(long wanted, Filled filled, long emulators) {
            bench.say(
                    "%,d messages in the queue (%.0f/s; the emulators take %,d MB)%s",
                    filled.messages(),
                    filled.perSecond(),
                    emulators >> 20,
                    filled.messages() >= wanted
                            ? ""
                            : ", not %,d, which would take %.0f s on this machine now"
                                    .formatted(wanted, wanted / filled.perSecond()));
        }

        void worked(long messages, int workers, Worked worked) {
            double resident = worked.residentBytes() / 1e6;
            if (json.isEmpty()) {
                firstCpu = worked.cpuMillis();
                firstResident = resident;
            }
            bench.say(
                    "  %d worker%s: %.2f CPU-ms a job (%.2f × the first), %.0f MB resident each"
                            + " (%.2f ×), %.0f jobs/s%s",
                    workers,
                    workers == 1 ? "" : "s",
                    worked.cpuMillis(),
                    worked.cpuMillis() / firstCpu,
                    resident,
                    resident / firstResident,
                    worked.perSecond(),
                    worked.repeats() == 0
                            ? ""
                            : "; %d jobs were repeats".formatted(worked.repeats()));
            ObjectNode figures = json.addObject();
            figures.put("messages", messages);
            figures.put("workers", workers);
            figures.put("cpuMsPerJob", BenchFile.rounded(worked.cpuMillis(), 3));
            figures.put("residentMB", BenchFile.rounded(resident, 1));
            figures.put("cpuRatio", BenchFile.rounded(worked.cpuMillis() / firstCpu, 3));
            figures.put("residentRatio", BenchFile.rounded(resident / firstResident, 3));
            figures.put("jobsPerSecond", BenchFile.rounded(worked.perSecond(), 1));
            figures.put("jobs", worked.jobs());
            figures.put("repeats", worked.repeats());
            figures.put("simulated", true);
        }
    }
}
