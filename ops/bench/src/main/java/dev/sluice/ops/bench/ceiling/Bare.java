package dev.sluice.ops.bench.ceiling;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

import dev.sluice.worker.model.OnnxRuntime;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The least that the work can cost: ONNX Runtime and OpenCV, called as plainly as they can be, with
 * the worker's model, options and threads: on a CPU each core runs one picture, a GPU runs batches.
 * Nothing is checked or kept.
 */
public final class Bare implements AutoCloseable {
    /** Where our workers run their models, too: they inherit this setting. */
    public static final boolean GPU = Boolean.parseBoolean(System.getenv("ENABLE_GPU"));

    private static final int BATCH = 8;
    private static final String INPUT = "image";
    private static final String OUTPUT = "probabilities";
    private static final int SIDE = 224;
    private static final int ITEM = SIDE * SIDE * 3;
    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(2);

    private final OrtEnvironment environment =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "bench");
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final ExecutorService threads = Executors.newFixedThreadPool(cores);
    private final ThreadLocal<ByteBuffer> pixels =
            ThreadLocal.withInitial(
                    () -> ByteBuffer.allocateDirect(BATCH * ITEM).order(ByteOrder.nativeOrder()));
    private final OrtSession session;

    Bare(Path pipeline) throws OrtException {
        try (OrtSession.SessionOptions options = new OnnxRuntime(GPU, cores).options()) {
            session = environment.createSession(pipeline.resolve("model.onnx").toString(), options);
        }
        opencv_core.setNumThreads(1);
    }

    /** What was done over and over in this process, and its CPU time. */
    record Loop(long items, Duration cpu) {
        /** Both together, for a machine whose speed changes between the two. */
        Loop plus(Loop other) {
            return new Loop(items + other.items, cpu.plus(other.cpu));
        }

        double cpuMillis() {
            return cpu.toNanos() / 1e6 / items;
        }
    }

    /** What inference and decoding cost at least, each alone on all cores at once. */
    public record Parts(Loop inference, Loop decode) {
        /** From before and after what is compared with them, for machines change. */
        public Parts plus(Parts other) {
            return new Parts(inference.plus(other.inference), decode.plus(other.decode));
        }

        /** Inference and decoding, CPU-milliseconds a picture. */
        public double cpuMillis() {
            return inference.cpuMillis() + decode.cpuMillis();
        }
    }

    /** About five seconds. */
    public static Parts measure(Path pipeline, List<byte[]> photos) throws Exception {
        try (Bare bare = new Bare(pipeline)) {
            Loop decode =
                    bare.loop(bare.cores, done -> bare.decode(photos.get(done % photos.size())));
            Loop inference =
                    GPU
                            ? bare.loop(1, done -> bare.infer(BATCH))
                            : bare.loop(bare.cores, done -> bare.infer(1));
            return new Parts(inference, decode);
        }
    }

    /** Does some items, given how many its thread has done; how many that were. */
    private interface Work {
        int once(int done) throws OrtException;
    }

    /** Repeats the work on so many threads, first unmeasured, then measured. */
    private Loop loop(int width, Work work) throws Exception {
        var _ = repeat(width, WARM_UP, work);
        return repeat(width, MEASURED, work);
    }

    private Loop repeat(int width, Duration time, Work work) throws Exception {
        Duration before = cpuNow();
        long end = System.nanoTime() + time.toNanos();
        Callable<Integer> share =
                () -> {
                    int done = 0;
                    while (System.nanoTime() - end < 0) {
                        done += work.once(done);
                    }
                    return done;
                };
        long items = 0;
        for (Future<Integer> done : threads.invokeAll(Collections.nCopies(width, share))) {
            items += done.get();
        }
        return new Loop(items, cpuNow().minus(before));
    }

    /** Of all threads, those of native libraries and of the JVM itself included. */
    private static Duration cpuNow() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private int infer(int count) throws OrtException {
        ByteBuffer pictures = pixels.get().slice(0, count * ITEM).order(ByteOrder.nativeOrder());
        long[] shape = {count, SIDE, SIDE, 3};
        try (OnnxTensor input =
                        OnnxTensor.createTensor(environment, pictures, shape, OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of(INPUT, input), Set.of(OUTPUT))) {
            if (result.size() != 1) {
                throw new IllegalStateException("the model gave no " + OUTPUT);
            }
        }
        return count;
    }

    private int decode(byte[] file) {
        try (BytePointer bytes = new BytePointer(file);
                Mat encoded = new Mat(1, file.length, opencv_core.CV_8UC1, bytes);
                Mat picture =
                        opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR_RGB);
                Mat scaled = new Mat();
                Size size = new Size(SIDE, SIDE)) {
            opencv_imgproc.resize(picture, scaled, size, 0, 0, opencv_imgproc.INTER_LINEAR);
            ByteBuffer from = scaled.createBuffer();
            var _ = pixels.get().duplicate().put(from);
        }
        return 1;
    }

    @Override
    public void close() throws OrtException {
        threads.shutdown();
        session.close();
    }
}
