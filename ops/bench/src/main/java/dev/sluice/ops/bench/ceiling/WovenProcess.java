package dev.sluice.ops.bench.ceiling;

import dev.sluice.ops.bench.sdk.WovenLoop;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.Settings;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The bare parts in one process of its own, all at once and beside the same emulators as a worker:
 * about what a worker would cost whose engine costs nothing. Beside the parts one by one, each with
 * the machine and its caches to itself, it tells how much of a worker's excess is the company that
 * its parts keep. On a GPU it runs a picture at a time, and so tells what batches are worth. It
 * reads jobs and builds requests by Sluice's own code, as a worker does.
 */
final class WovenProcess {
    private static final String READY = "ready";
    private static final Duration START = Duration.ofSeconds(90);

    private WovenProcess() {}

    /** Starts it, with a worker's flags and AOT cache, and waits until it is about to poll. */
    static Child start(Stand stand, Pipeline pipeline) throws IOException, InterruptedException {
        return stand.start(
                        "woven",
                        List.of(),
                        Map.of(),
                        WovenProcess.class,
                        stand.queueUrl(pipeline),
                        pipeline.folder().toString())
                .await(READY, START);
    }

    /**
     * @param arguments queue URL, the pipeline's folder
     */
    public static void main(String[] arguments) throws Exception {
        try (Bare bare = Floor.bare(Path.of(arguments[1]), List.of())) {
            System.out.println(READY);
            WovenLoop.run(Settings.read(System.getenv()), arguments[0], bare::picture);
        }
    }
}
