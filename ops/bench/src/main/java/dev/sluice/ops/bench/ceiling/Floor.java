package dev.sluice.ops.bench.ceiling;

import dev.sluice.ops.bench.stand.CpuClock.Loop;
import dev.sluice.worker.model.OnnxRuntime;

import java.nio.file.Path;
import java.util.List;

/** What inference and decoding cost at least, on all cores of this machine at once. */
public record Floor(Loop inference, Loop decode) {
    private static final int BATCH = 8;

    /** Where our workers run their models, too: they inherit this setting. */
    public static final boolean GPU = Boolean.parseBoolean(System.getenv("ENABLE_GPU"));

    /**
     * About five seconds.
     *
     * @param pipeline the folder with {@code model.onnx}
     */
    public static Floor measure(Path pipeline, List<byte[]> photos) throws Exception {
        try (Bare bare = bare(pipeline, photos)) {
            return new Floor(bare.inference(), bare.decode());
        }
    }

    /** Both, one after the other: what it is worth to do them side by side. */
    static Loop inTurn(Path pipeline, List<byte[]> photos) throws Exception {
        try (Bare bare = bare(pipeline, photos)) {
            return bare.both();
        }
    }

    static Bare bare(Path pipeline, List<byte[]> photos) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        OnnxRuntime runtime = new OnnxRuntime(GPU, cores);
        return new Bare(pipeline.resolve("model.onnx"), BATCH, runtime, photos);
    }

    /**
     * Measured twice. A shared machine is quicker or slower minutes later: what is compared with
     * its floor needs one from before and one from after.
     */
    public Floor plus(Floor other) {
        return new Floor(inference.plus(other.inference), decode.plus(other.decode));
    }

    /** Inference and decoding, CPU-milliseconds a picture. */
    public double cpuMillis() {
        return inference.cpuMillis() + decode.cpuMillis();
    }
}
