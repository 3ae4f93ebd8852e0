package dev.sluice.ops.bench.faces;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.faces.Searches.Found;
import dev.sluice.worker.vector.LocalVectors;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A worker's index of one large collection: killed and opened again, then searched while pictures
 * come, beside exact search and Lucene's graph. {@code FACES_PEOPLE} sets the size, 20 pictures a
 * person; without it 2,500 people, 50,000 vectors.
 */
public final class FacesBenchmark {
    private static final String PEOPLE = "2500";
    private static final int PICTURES = 20;
    private static final long SEED = 20_261_130;

    /** Pictures that are taken after the index was filled, before the process is killed. */
    private static final int TAKEN = 500;

    private static final int WRITES_A_SECOND = 10;
    private static final int RAW = Crowd.DIMENSION * Float.BYTES;

    private FacesBenchmark() {}

    public static JsonNode run(Bench bench) throws Exception {
        String people = System.getenv().getOrDefault("FACES_PEOPLE", PEOPLE);
        Crowd crowd = new Crowd(Integer.parseInt(people), PICTURES, SEED);
        Path file = bench.work().resolve("faces.vectors");
        bench.say("%,d vectors of %d numbers", crowd.size(), Crowd.DIMENSION);
        ObjectNode json = object();
        json.put("vectors", crowd.size());
        long taken = fillAndKill(file, crowd, json);
        Exact exact = new Exact(crowd);
        Searches searches = new Searches(crowd, exact);
        set(json, "sluice", index(file, crowd, taken, searches), bench);
        Files.delete(file);
        bench.say("exact search, by plain loops");
        set(json, "exact", searches.of(exact::nearest), bench);
        bench.say("Lucene's graph: building it takes a millisecond a vector");
        set(json, "lucene", lucene(bench.work().resolve("lucene"), crowd, searches), bench);
        return json;
    }

    /** A million take long: each design's figures are said when they are there. */
    private static void set(ObjectNode json, String design, ObjectNode figures, Bench bench) {
        json.set(design, figures);
        bench.say("%s: %s", design, figures);
    }

    /** What was taken, as the process said before it was killed. */
    private static long fillAndKill(Path file, Crowd crowd, ObjectNode json)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process filler =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Filler.class.getName(),
                                file.toString(),
                                Integer.toString(crowd.people()),
                                Integer.toString(crowd.pictures()),
                                Long.toString(crowd.seed()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long taken = 0;
        try (BufferedReader lines = filler.inputReader(StandardCharsets.UTF_8)) {
            while (taken < crowd.size() + TAKEN) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("the process that fills the index ended");
                }
                taken = Long.parseLong(line);
            }
        } finally {
            filler.destroyForcibly().waitFor();
        }
        json.put("fillSeconds", (System.nanoTime() - begun) / 1e9);
        return taken;
    }

    private static ObjectNode index(Path path, Crowd crowd, long taken, Searches searches)
            throws Exception {
        long before = heap();
        long begun = System.nanoTime();
        try (FileChannel file = Filler.open(path);
                LocalVectors vectors = LocalVectors.open(file, Crowd.DIMENSION)) {
            double open = (System.nanoTime() - begun) / 1e9;
            int count = vectors.count(Crowd.ALL);
            double memory = (double) (heap() - before + vectors.bytes()) / count / RAW;
            AtomicInteger written = new AtomicInteger();
            ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
            ObjectNode found;
            try {
                var _ =
                        writer.scheduleAtFixedRate(
                                () ->
                                        vectors.put(
                                                crowd.item(
                                                        crowd.people() + written.getAndIncrement(),
                                                        1)),
                                0,
                                1_000_000 / WRITES_A_SECOND,
                                TimeUnit.MICROSECONDS);
                found = searches.of((asked, most) -> found(vectors, asked, most));
            } finally {
                writer.shutdownNow();
            }
            return found.put("openAfterKillSeconds", open)
                    .put("taken", taken)
                    .put("thereAfterKill", count)
                    .put("memoryByRaw", memory)
                    .put("writesMeanwhile", written.get());
        }
    }

    private static List<Found> found(LocalVectors vectors, float[] asked, int most) {
        return vectors.nearest(Crowd.ALL, Crowd.VERSION, asked, most).stream()
                .map(hit -> new Found(hit.key().item(), hit.cosine()))
                .toList();
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static ObjectNode lucene(Path folder, Crowd crowd, Searches searches) throws Exception {
        long begun = System.nanoTime();
        try (Hnsw lucene = new Hnsw(folder, crowd)) {
            double build = (System.nanoTime() - begun) / 1e9;
            return searches.of(lucene::nearest)
                    .put("buildSeconds", build)
                    .put("diskByRaw", (double) lucene.bytes() / crowd.size() / RAW);
        }
    }
}
