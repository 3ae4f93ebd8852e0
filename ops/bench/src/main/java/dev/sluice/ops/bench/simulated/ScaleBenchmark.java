package dev.sluice.ops.bench.simulated;

import static dev.sluice.ops.bench.BenchFile.array;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Whether a job costs the same CPU and a worker the same memory, however much waits. */
public final class ScaleBenchmark {
    /**
     * The sizes of the crews that work on a queue of so many messages, one after the other. With a
     * million ElasticMQ, which looks through its whole queue for each lease that is extended or
     * ends, kept four workers waiting for minutes.
     */
    private static final List<Map.Entry<Long, List<Integer>>> CREWS =
            List.of(
                    Map.entry(1_000L, List.of(1)),
                    Map.entry(30_000L, List.of(1, 4)),
                    Map.entry(1_000_000L, List.of(1)));

    /** Jobs of each worker: all JVMs are equally warm when they are measured, if not hot. */
    private static final int WARM_UP = 600;

    private static final int MEASURED = 600;

    /** Held when the crew stops, or taken by a worker that is ahead of the others. */
    private static final int SPARE = 300;

    /** A million took 50 s on two cores in one run, and would have taken 94 s in a busier one. */
    private static final Duration FILL_AT_MOST = Duration.ofSeconds(100);

    /**
     * Ten a batch, so that a worker has 64 permits: with 192 four of them on two cores hold jobs
     * for so long that leases are extended.
     */
    private static final String MODEL =
            "model: {file: model.onnx, version: simulated-fast, batch: {max: 10, maxDelay: 5ms}}";

    /**
     * They were seen to take 5.9 GB with a million messages of about 500 bytes, and live long
     * enough here for optimized code.
     */
    private static final String[] EMULATORS = {"-Xmx8g", "-XX:TieredStopAtLevel=4"};

    private ScaleBenchmark() {}

    public static JsonNode run(Bench bench) throws Exception {
        BenchPipelines pipelines = bench.pipelines("pipelines");
        for (Map.Entry<Long, List<Integer>> queue : CREWS) {
            var _ = pipelines.classifier("scale-" + queue.getKey(), MODEL);
        }
        ArrayNode json = array();
        try (Stand stand = Stand.open(bench, "stand", pipelines, Map.of(), EMULATORS)) {
            for (Map.Entry<Long, List<Integer>> queue : CREWS) {
                measure(stand, queue.getKey(), queue.getValue(), json);
            }
        }
        return json;
    }

    private static void measure(Stand stand, long wanted, List<Integer> crews, ArrayNode json)
            throws IOException, InterruptedException {
        String name = "scale-" + wanted;
        int workers = crews.stream().mapToInt(Integer::intValue).sum();
        int jobs = (WARM_UP + MEASURED + SPARE) * workers;
        Backlog backlog = new Backlog(stand, stand.pipeline(name));
        DeepQueue queue = new DeepQueue(backlog, backlog.upload("job", jobs, Photos.small()));
        long messages = queue.fill(wanted, FILL_AT_MOST);
        long settled = 0;
        for (int size : crews) {
            try (Crew crew = new Crew(queue, messages, settled)) {
                crew.start(stand, name, size);
                add(json, crew.watch(WARM_UP, MEASURED));
                settled = crew.settled();
            }
        }
    }

    /** The first is what the others are compared with. */
    private static void add(ArrayNode json, ObjectNode figures) {
        json.add(figures);
        Map.of("cpuRatio", "cpuMsPerJob", "residentRatio", "residentMB")
                .forEach(
                        (ratio, name) ->
                                figures.put(
                                        ratio,
                                        figures.path(name).asDouble()
                                                / json.path(0).path(name).asDouble()));
    }
}
