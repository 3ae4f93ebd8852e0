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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A rival that lives in a folder of {@code ops/bench/peers}: {@code install} builds it from its
 * lock file, {@code start} becomes its worker, {@code enqueue}, where there is one, puts jobs into
 * its queue in its own form. README.md there says what it is given.
 *
 * @param logs folder for what it prints while it installs
 */
record Peer(String name, String about, Path folder, Path logs) implements Contender {
    private static final long INSTALL_MINUTES = 8;
    private static final long ENQUEUE_MINUTES = 2;

    @Override
    public void install() throws Unmeasurable, IOException, InterruptedException {
        Path log = logs.resolve("install-" + name + ".log");
        Child install =
                Launcher.program(
                        log,
                        Map.of("JAVA25_HOME", System.getProperty("java.home")),
                        folder.toFile(),
                        List.of(folder.resolve("install").toString()));
        int code = install.join(INSTALL_MINUTES, TimeUnit.MINUTES);
        if (code != 0) {
            throw new Unmeasurable(
                    "%s cannot be installed here (its install ended with %d); see %s"
                            .formatted(name, code, log));
        }
    }

    @Override
    public void send(Stand stand, Pipeline pipeline, Backlog backlog, List<Job> jobs)
            throws IOException, InterruptedException {
        Path enqueue = folder.resolve("enqueue");
        if (!Files.exists(enqueue)) {
            backlog.send(jobs);
            return;
        }
        Path input = stand.file("jobs-" + name);
        Files.write(input, jobs.stream().map(JobCodec::write).toList());
        Child child =
                Launcher.program(
                        stand.file("enqueue-" + name + ".log"),
                        environment(stand, pipeline),
                        folder.toFile(),
                        List.of(
                                "sh",
                                "-c",
                                "exec \"$0\" <\"$1\"",
                                enqueue.toString(),
                                input.toString()));
        int code = child.join(ENQUEUE_MINUTES, TimeUnit.MINUTES);
        if (code != 0) {
            throw new IOException("%s cannot enqueue: %s".formatted(name, child.output()));
        }
    }

    @Override
    public Child start(Stand stand, Pipeline pipeline, String log) throws IOException {
        return Launcher.program(
                stand.file(log + ".log"),
                environment(stand, pipeline),
                folder.toFile(),
                List.of(folder.resolve("start").toString()));
    }

    private static Map<String, String> environment(Stand stand, Pipeline served) {
        Map<String, String> environment = new HashMap<>(stand.environment());
        environment.put("QUEUE_URL", stand.queueUrl(served));
        environment.put("MODEL_DIR", served.folder().toString());
        environment.put("VISIBILITY", Long.toString(served.lease().toSeconds()));
        environment.put("PROCESSES", Integer.toString(Runtime.getRuntime().availableProcessors()));
        environment.put("JAVA25_HOME", System.getProperty("java.home"));
        return environment;
    }
}
