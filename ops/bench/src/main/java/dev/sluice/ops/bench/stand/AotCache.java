package dev.sluice.ops.bench.stand;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark.Unmeasurable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/**
 * A worker's AOT cache: the classes that it loaded and what was hot in them, from a training run
 * (JEP 483, 514, 515).
 *
 * @param file where it lies; the JVM takes it only with the very class path of the training
 */
public record AotCache(Path file) {
    private static final String PIPELINE = "training";

    /** Enough to compile what stays hot, and so to know its profile. */
    private static final int PICTURES = 1500;

    /** The JVM writes the cache when it ends, by another JVM: seconds, if nothing else runs. */
    private static final Duration WRITE = Duration.ofMinutes(15);

    /** A JVM that cannot take the cache refuses to start: no figure is ascribed to it wrongly. */
    public String[] flags() {
        return new String[] {"-XX:AOTCache=" + file, "-XX:AOTMode=on"};
    }

    /** Lets a build's worker classify photos on the bench's emulators and leave its cache. */
    public void train(Bench bench, Launcher build)
            throws Unmeasurable, IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        Path made = file.resolveSibling(file.getFileName() + "." + self + ".part");
        Launcher trained = build.withWorker("-XX:AOTCacheOutput=" + made);
        BenchPipelines.Definition one = pipelines -> pipelines.classifier(PIPELINE);
        try (Stand stand = Stand.open(bench, PIPELINE, one, Map.of())) {
            Backlog backlog = stand.backlog(PIPELINE);
            backlog.send(backlog.upload("photo", PICTURES, Photos.jpegs()));
            try (Child worker = stand.with(trained).worker(PIPELINE, stand.shortPolls())) {
                if (Progress.await(backlog::left, 0, Progress.STUCK, worker) > 0) {
                    throw new IOException("the training gets nowhere: " + worker.tail());
                }
                int code = worker.stop(WRITE);
                if (code != 0 || !Files.exists(made)) {
                    throw new Unmeasurable(
                            "this JVM made no AOT cache (it ended with %d): %s"
                                    .formatted(code, worker.tail()));
                }
            }
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE); // a worker may start meanwhile
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
