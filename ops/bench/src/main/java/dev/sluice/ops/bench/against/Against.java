package dev.sluice.ops.bench.against;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.stand.AotCache;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * This build beside a commit's: workers of both by turns, a fresh one for each run, since two JVMs
 * of one build differ as well, by what their compilers made of it. They share the emulators, which
 * are this build's, pipelines, pictures and JVM flags.
 *
 * @param benchmark whose work it is
 * @param pairs of runs, at least {@link #LEAST}
 */
public record Against(String benchmark, Workload work, Checkout other, int pairs)
        implements Benchmark {
    /** With fewer the error would be a guess. */
    public static final int LEAST = 10;

    /** The emulators keep the pictures of a run in memory, and the rows of all. */
    private static final String HEAP = "-Xmx4g";

    /** Of one run on a slow machine. */
    private static final Duration RUN = Duration.ofSeconds(25);

    @Override
    public String name() {
        return "against";
    }

    @Override
    public String about() {
        return "%s of this build beside %s's: %s; %d pairs of runs by turns (about %d minutes)"
                .formatted(benchmark, other.shortName(), work.about(), pairs, minutes(2 * pairs));
    }

    private static long minutes(int runs) {
        return RUN.multipliedBy(runs).plusSeconds(30).toMinutes();
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        Launcher theirs = prepare(bench);
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"));
        work.definition().to(pipelines);
        try (Stand stand = Stand.open(bench, "stand", pipelines.repository(), Map.of(), HEAP)) {
            Series<Window> series = series(bench, stand, theirs);
            Comparison comparison = new Comparison(series, other.shortName());
            comparison.say(bench);
            return comparison
                    .json()
                    .put("benchmark", benchmark)
                    .put("commit", other.commit())
                    .put("aotCache", !theirs.worker().isEmpty());
        }
    }

    /** Builds the commit, and trains its workers if this build's are trained. */
    private Launcher prepare(Bench bench) throws Unmeasurable, IOException, InterruptedException {
        if (!other.isBuilt()) {
            bench.say(
                    "Building %s in %s, once for this commit: a minute or two …",
                    other.shortName(), other.folder());
        }
        other.build(bench.work());
        Launcher theirs = bench.launcher().of(bench.home(), other.folder());
        if (bench.launcher().worker().isEmpty()) {
            return theirs;
        }
        AotCache cache = new AotCache(other.aotCache());
        if (!Files.exists(cache.file())) {
            bench.say("Training the AOT cache of its workers, once: about a minute …");
            cache.train(bench, theirs);
        }
        return theirs.withWorker(cache.flags());
    }

    private Series<Window> series(Bench bench, Stand stand, Launcher theirs)
            throws Unmeasurable, IOException, InterruptedException {
        Turn turn = new Turn(work);
        List<Window> runs = new ArrayList<>();
        long begun = System.nanoTime();
        for (int place = 0; place < 2 * pairs; place++) {
            boolean ours = Series.isA(place);
            Stand side = stand.with(ours ? bench.launcher() : theirs);
            runs.add(turn.run(side, ours ? "this build" : other.shortName(), place));
            if (place % 2 == 1) {
                long left = (System.nanoTime() - begun) / (place + 1) * (2 * pairs - place - 1);
                Window one = runs.get(Series.isA(place) ? place : place - 1);
                Window another = runs.get(Series.isA(place) ? place - 1 : place);
                bench.say(
                        "  pair %2d of %d: %.3f and %.3f CPU-ms a picture, ratio %.3f; %d s to go",
                        place / 2 + 1,
                        pairs,
                        one.cpuMillis(),
                        another.cpuMillis(),
                        one.cpuMillis() / another.cpuMillis(),
                        Duration.ofNanos(left).toSeconds());
            }
        }
        return new Series<>(runs);
    }
}
