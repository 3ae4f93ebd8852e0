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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

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

    private final OrtEnvironment environment =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "bench");
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final ExecutorService threads = Executors.newFixedThreadPool(cores);
    private final ThreadLocal<ByteBuffer> single = ThreadLocal.withInitial(() -> pixels(1));
    private final ByteBuffer batch = pixels(BATCH);
    private final AtomicInteger next = new AtomicInteger();
    private final OrtSession session;

    /**
     * @param pipeline the folder with {@code model.onnx}
     */
    Bare(Path pipeline) throws OrtException {
        try (OrtSession.SessionOptions options = new OnnxRuntime(GPU, cores).options()) {
            session = environment.createSession(pipeline.resolve("model.onnx").toString(), options);
        }
        opencv_core.setNumThreads(1);
    }

    /**
     * What inference and decoding cost at least, each alone on all cores of this machine at once.
     */
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
            Loop decode = Loop.of(() -> bare.decodeBatch(photos));
            return new Parts(Loop.of(bare::inferBatch), decode);
        }
    }

    /** Decodes and classifies one picture on one of the cores, for which the caller waits. */
    void picture(byte[] file) throws InterruptedException, ExecutionException {
        Callable<Void> work =
                () -> {
                    decode(file, single.get());
                    infer(single.get(), 1);
                    return null;
                };
        threads.submit(work).get();
    }

    private int inferBatch() throws Exception {
        if (GPU) {
            infer(batch, BATCH);
            return BATCH;
        }
        return onAllCores(slot -> infer(slot(slot), 1));
    }

    private int decodeBatch(List<byte[]> files) throws Exception {
        return onAllCores(
                slot ->
                        decode(
                                files.get(Math.floorMod(next.getAndIncrement(), files.size())),
                                slot(slot)));
    }

    private interface Slot {
        void work(int slot) throws OrtException;
    }

    /** Every slot of the batch, shared out among the cores. */
    private int onAllCores(Slot work) throws Exception {
        AtomicInteger slots = new AtomicInteger();
        Callable<Void> share =
                () -> {
                    for (int i = slots.getAndIncrement(); i < BATCH; i = slots.getAndIncrement()) {
                        work.work(i);
                    }
                    return null;
                };
        for (Future<Void> part : threads.invokeAll(Collections.nCopies(cores, share))) {
            var _ = part.get();
        }
        return BATCH;
    }

    private static ByteBuffer pixels(int pictures) {
        return ByteBuffer.allocateDirect(pictures * ITEM).order(ByteOrder.nativeOrder());
    }

    private ByteBuffer slot(int slot) {
        return batch.slice(slot * ITEM, ITEM).order(ByteOrder.nativeOrder());
    }

    private void infer(ByteBuffer pictures, int count) throws OrtException {
        long[] shape = {count, SIDE, SIDE, 3};
        try (OnnxTensor input =
                        OnnxTensor.createTensor(environment, pictures, shape, OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of(INPUT, input), Set.of(OUTPUT))) {
            if (result.size() != 1) {
                throw new IllegalStateException("the model gave no " + OUTPUT);
            }
        }
    }

    private static void decode(byte[] file, ByteBuffer to) {
        try (BytePointer bytes = new BytePointer(file);
                Mat encoded = new Mat(1, file.length, opencv_core.CV_8UC1, bytes);
                Mat picture =
                        opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR_RGB);
                Mat scaled = new Mat();
                Size size = new Size(SIDE, SIDE)) {
            opencv_imgproc.resize(picture, scaled, size, 0, 0, opencv_imgproc.INTER_LINEAR);
            ByteBuffer from = scaled.createBuffer();
            var _ = to.duplicate().put(from);
        }
    }

    @Override
    public void close() throws OrtException {
        threads.shutdown();
        session.close();
    }
}
