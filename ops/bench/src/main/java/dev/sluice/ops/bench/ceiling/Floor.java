package dev.sluice.ops.bench.ceiling;

import dev.sluice.ops.bench.stand.CpuClock.Loop;

import java.nio.file.Path;
import java.util.List;

/** What inference and decoding cost at least, on all cores of this machine at once. */
public record Floor(Loop inference, Loop decode, Loop both) {
    private static final int BATCH = 8;

    /**
     * About half a minute.
     *
     * @param pipeline the folder with {@code model.onnx}
     */
    public static Floor measure(Path pipeline, List<byte[]> photos) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        try (Bare bare = new Bare(pipeline.resolve("model.onnx"), BATCH, cores, photos)) {
            return new Floor(bare.inference(), bare.decode(), bare.both());
        }
    }

    /** Inference and decoding, CPU-milliseconds a picture. */
    public double cpuMillis() {
        return inference.cpuMillis() + decode.cpuMillis();
    }
}
