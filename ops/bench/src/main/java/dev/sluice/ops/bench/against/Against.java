package dev.sluice.ops.bench.against;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.Benchmark.Workload;
import dev.sluice.ops.bench.stand.AotCache;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;
import dev.sluice.shared.job.Job;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * This build beside a commit's: fresh workers of both by turns, which share the emulators of this
 * build, pipelines, pictures and JVM flags.
 *
 * @param pairs of runs, at least {@link #LEAST}
 */
public record Against(String name, Workload work, Checkout other, int pairs) {
    /** With fewer the error would be a guess. */
    public static final int LEAST = 10;

    /** The emulators keep the pictures of a run in memory, and the rows of all. */
    private static final String HEAP = "-Xmx4g";

    /** To warm up or to measure, on a slow machine. */
    private static final int SECONDS_AT_MOST = 40;

    private static final int SECONDS_OF_A_RUN = 25;
    private static final int ROWS_LOOKED_AT = 20;

    public Benchmark benchmark() {
        int minutes = Math.ceilDiv(2 * pairs * SECONDS_OF_A_RUN, 60);
        String about =
                "%s of this build beside %s's: %s; %d pairs of runs by turns (about %d minutes)"
                        .formatted(name, other.shortName(), work.about(), pairs, minutes);
        return new Benchmark("against", about, this::run);
    }

    private JsonNode run(Bench bench) throws Exception {
        Launcher theirs = prepare(bench);
        try (Stand stand = Stand.open(bench, "stand", work.definition(), Map.of(), HEAP)) {
            return new Comparison(series(bench, stand, theirs), other.shortName())
                    .json()
                    .put("benchmark", name)
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
            throws Unmeasurable, InterruptedException {
        List<byte[]> photos = Photos.jpegs();
        List<Window> runs = new ArrayList<>();
        for (int place = 0; place < 2 * pairs; place++) {
            boolean ours = Series.isA(place);
            String build = ours ? "this build" : other.shortName();
            Window run = run(stand.with(ours ? bench.launcher() : theirs), build, place, photos);
            bench.say(
                    "  run %2d of %d, %-10s  %.3f CPU-ms a picture",
                    place + 1, 2 * pairs, build, run.cpuMillis());
            runs.add(run);
        }
        return new Series<>(runs);
    }

    /** A fresh worker of one build on a backlog of its own, until its window is measured. */
    private Window run(Stand stand, String build, int place, List<byte[]> photos)
            throws Unmeasurable, InterruptedException {
        Backlog backlog = stand.backlog(work.pipeline());
        Span warmUp = new Span(work.warmUp(), SECONDS_AT_MOST);
        Span measured = new Span(work.measured(), SECONDS_AT_MOST);
        List<Job> jobs = backlog.fill("run" + place, warmUp.jobs() + measured.jobs(), photos);
        try (Child worker = work.start().on(stand)) {
            Window window = Window.of(backlog, worker, warmUp, measured);
            worker.killAll(); // what it has in hand counts for nobody
            int from = work.warmUp() / 2; // a killed worker's last poll may have the first
            for (Job job : jobs.subList(from, from + ROWS_LOOKED_AT)) {
                if (!stand.isCompleted(job)) { // one that fails all would be the cheapest
                    throw new IOException("it did not complete " + job.rowID());
                }
            }
            return window;
        } catch (IOException e) {
            throw new Unmeasurable("a worker of " + build + ": " + e.getMessage());
        } finally {
            backlog.drop();
            backlog.forget(jobs);
        }
    }
}
