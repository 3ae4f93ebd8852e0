package dev.sluice.ops.bench.peers;

import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker that takes the same jobs, pictures and model, and writes the same results. */
sealed interface Contender {
    String name();

    /** Fetches what it is built of, unless that was done before. */
    default void install() throws Unmeasurable, IOException, InterruptedException {}

    /** Puts the jobs' messages into the backlog's queue, in the form it reads. */
    default void send(Stand stand, Backlog backlog, List<Job> jobs)
            throws IOException, InterruptedException {
        backlog.send(jobs);
    }

    /** Starts it with its default of processes; it works until stopped. */
    Child start(Stand stand, Pipeline pipeline, String log) throws IOException;

    /** Ours, as shipped: {@code ops/sluice worker}, with its AOT cache if there is one. */
    record Sluice(String name) implements Contender {
        @Override
        public Child start(Stand stand, Pipeline pipeline, String log) throws IOException {
            return stand.start(log, Map.of("SLUICE_PIPELINES", pipeline.name()), "worker");
        }
    }

    /**
     * A rival that lives in a folder of {@code ops/bench/peers}: {@code install} builds it from its
     * lock file, {@code start} becomes its worker, {@code enqueue}, where there is one, puts jobs
     * into its queue in its own form. README.md there says what it is given.
     */
    record Rival(String name, Path folder, Path logs) implements Contender {
        private static final Duration INSTALL = Duration.ofMinutes(8);
        private static final Duration ENQUEUE = Duration.ofMinutes(2);
        private static final String JAVA = System.getProperty("java.home");

        @Override
        public void install() throws Unmeasurable, IOException, InterruptedException {
            Path log = logs.resolve("install-" + name + ".log");
            int code = program(log, Map.of("JAVA25_HOME", JAVA), file("install")).join(INSTALL);
            if (code != 0) {
                throw new Unmeasurable(
                        "%s cannot be installed here (its install ended with %d); see %s"
                                .formatted(name, code, log));
            }
        }

        @Override
        public void send(Stand stand, Backlog backlog, List<Job> jobs)
                throws IOException, InterruptedException {
            if (!Files.exists(folder.resolve("enqueue"))) {
                Contender.super.send(stand, backlog, jobs);
                return;
            }
            Path input = stand.file("jobs-" + name);
            Files.write(input, jobs.stream().map(JobCodec::write).toList());
            Path log = stand.file("enqueue-" + name + ".log");
            String[] line = {"sh", "-c", "exec \"$0\" <\"$1\"", file("enqueue"), input.toString()};
            Child child = program(log, environment(stand, backlog.pipeline()), line);
            if (child.join(ENQUEUE) != 0) {
                throw new IOException("%s cannot enqueue: %s".formatted(name, child.tail()));
            }
        }

        @Override
        public Child start(Stand stand, Pipeline pipeline, String log) throws IOException {
            return program(stand.file(log + ".log"), environment(stand, pipeline), file("start"));
        }

        private String file(String script) {
            return folder.resolve(script).toString();
        }

        private Child program(Path log, Map<String, String> environment, String... line)
                throws IOException {
            return Launcher.program(log, environment, folder.toFile(), List.of(line));
        }

        private static Map<String, String> environment(Stand stand, Pipeline served) {
            int cores = Runtime.getRuntime().availableProcessors();
            Map<String, String> environment = new HashMap<>(stand.environment());
            environment.put("QUEUE_URL", stand.queueUrl(served));
            environment.put("MODEL_DIR", served.folder().toString());
            environment.put("VISIBILITY", Long.toString(served.lease().toSeconds()));
            environment.put("PROCESSES", Integer.toString(cores));
            environment.put("JAVA25_HOME", JAVA);
            return environment;
        }
    }
}
