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
 * A worker's AOT cache: the classes that it loaded and the profiles of its methods, from a training
 * run (JEP 483, 514, 515). A worker that is given it serves its first job sooner, and reaches its
 * full speed after fewer jobs, for its JIT compilers need not find out first what is hot.
 *
 * @param file where it lies; the JVM takes it only with the very class path of the training
 */
public record AotCache(Path file) {
    private static final String PIPELINE = "training";

    /** Enough to compile what stays hot, and so to know its profile. */
    private static final int PICTURES = 1500;

    private static final Duration WORK = Duration.ofMinutes(5);

    /** The JVM writes the cache when it ends, by another JVM. */
    private static final Duration WRITE = Duration.ofMinutes(2);

    /**
     * For {@link Launcher#withWorker}. A JVM that cannot take the cache refuses to start, where it
     * would otherwise only be slower: no figure is measured without it and ascribed to it.
     */
    public String[] flags() {
        return new String[] {"-XX:AOTCache=" + file, "-XX:AOTMode=on"};
    }

    /**
     * Lets a worker classify photos on emulators and leave its cache.
     *
     * @throws Unmeasurable if the JVM leaves none
     */
    public void train(Bench bench) throws Unmeasurable, IOException, InterruptedException {
        train(bench, bench.launcher());
    }

    /**
     * The same for a worker of another build, on emulators of this one.
     *
     * @param build starts the other build's programs
     */
    public void train(Bench bench, Launcher build)
            throws Unmeasurable, IOException, InterruptedException {
        Path made =
                file.resolveSibling(
                        file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            train(bench, build.withWorker("-XX:AOTCacheOutput=" + made), made);
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE); // a worker may start meanwhile
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static void train(Bench bench, Launcher build, Path made)
            throws Unmeasurable, IOException, InterruptedException {
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("training-pipelines"))
                        .classifier(PIPELINE);
        try (Stand stand = Stand.open(bench, PIPELINE, pipelines.repository(), Map.of())) {
            Path config = stand.file("sluice.yaml"); // polls that end soon let it stop soon
            Files.writeString(config, "worker: {pollWait: 1s}\n");
            Backlog backlog = new Backlog(stand, stand.pipeline(PIPELINE));
            backlog.send(backlog.upload("photo", PICTURES, Photos.jpegs()));
            try (Child worker =
                    stand.with(build)
                            .worker(PIPELINE, Map.of("SLUICE_CONFIG", config.toString()))) {
                backlog.awaitEmpty(WORK);
                if (backlog.left() > 0) {
                    throw new IOException("the training gets nowhere: " + worker.tail());
                }
                int code = worker.stop(WRITE);
                if (code != 0 || !Files.exists(made)) {
                    throw new Unmeasurable(
                            "this JVM made no AOT cache (it ended with %d): %s"
                                    .formatted(code, worker.tail()));
                }
            }
        }
    }
}
