package dev.sluice.ops.bench.ceiling;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

import dev.sluice.ops.bench.stand.CpuClock;
import dev.sluice.ops.bench.stand.CpuClock.Loop;
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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
final class Bare implements AutoCloseable {
    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(2);
    private static final String INPUT = "image";
    private static final String OUTPUT = "probabilities";
    private static final int SIDE = 224;
    private static final int ITEM = SIDE * SIDE * 3;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final int batch;
    private final List<byte[]> files;
    private final ExecutorService threads;
    private final ByteBuffer pixels;
    private final BlockingQueue<ByteBuffer> free;
    private final AtomicInteger next = new AtomicInteger();
    private final int cores;
    private final boolean gpu;

    Bare(Path model, int batch, OnnxRuntime runtime, List<byte[]> files) throws OrtException {
        this.environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "bench");
        try (OrtSession.SessionOptions options = runtime.options()) {
            this.session = environment.createSession(model.toString(), options);
        }
        this.batch = batch;
        this.cores = runtime.cores();
        this.gpu = runtime.gpu();
        this.files = List.copyOf(files);
        this.threads = Executors.newFixedThreadPool(cores);
        this.pixels = pixels(batch);
        this.free = new ArrayBlockingQueue<>(cores);
        for (int i = 0; i < cores; i++) {
            free.add(pixels(1));
        }
        opencv_core.setNumThreads(1);
    }

    private static ByteBuffer pixels(int pictures) {
        return ByteBuffer.allocateDirect(pictures * ITEM).order(ByteOrder.nativeOrder());
    }

    /** Inference alone, a picture on each core or a batch on the GPU, again and again the same. */
    Loop inference() throws Exception {
        decodeBatch();
        return CpuClock.loop(WARM_UP, MEASURED, this::inferBatch);
    }

    /** Decoding and scaling alone, on every core. */
    Loop decode() throws Exception {
        return CpuClock.loop(WARM_UP, MEASURED, this::decodeBatch);
    }

    /** One after the other. */
    Loop both() throws Exception {
        return CpuClock.loop(
                WARM_UP,
                MEASURED,
                () -> {
                    decodeBatch();
                    return inferBatch();
                });
    }

    /** Decodes and classifies one picture on one of the cores, for which the caller waits. */
    void picture(byte[] file) throws InterruptedException, ExecutionException {
        Callable<Void> work =
                () -> {
                    ByteBuffer picture = free.take(); // there is one for each thread
                    try {
                        decode(file, picture);
                        infer(picture, 1);
                    } finally {
                        free.add(picture);
                    }
                    return null;
                };
        threads.submit(work).get();
    }

    private int inferBatch() throws Exception {
        if (gpu) {
            infer(pixels, batch);
            return batch;
        }
        return onAllCores(slot -> infer(slot(slot), 1));
    }

    private int decodeBatch() throws Exception {
        return onAllCores(slot -> decode(nextFile(), slot(slot)));
    }

    private interface Slot {
        void work(int slot) throws OrtException;
    }

    /** Every slot of the batch, shared out among the cores. */
    private int onAllCores(Slot work) throws Exception {
        AtomicInteger slots = new AtomicInteger();
        Callable<Void> share =
                () -> {
                    for (int i = slots.getAndIncrement(); i < batch; i = slots.getAndIncrement()) {
                        work.work(i);
                    }
                    return null;
                };
        for (Future<Void> part : threads.invokeAll(Collections.nCopies(cores, share))) {
            part.get();
        }
        return batch;
    }

    private ByteBuffer slot(int slot) {
        return pixels.slice(slot * ITEM, ITEM).order(ByteOrder.nativeOrder());
    }

    private byte[] nextFile() {
        return files.get(Math.floorMod(next.getAndIncrement(), files.size()));
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
            to.duplicate().put(from);
        }
    }

    @Override
    public void close() throws OrtException {
        threads.shutdown();
        session.close();
    }
}
