package dev.sluice.peers.spring;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import com.fasterxml.jackson.annotation.JsonProperty;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** OpenCV and ONNX Runtime, on as many pictures at once as there are cores. */
class Classifier {
    private static final int SIZE = 224;
    private static final long[] SHAPE = {1, SIZE, SIZE, 3};

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final List<String> labels;
    private final Semaphore cores;

    /** One class of a picture, and how sure the model is of it, 0 to 1. */
    record Score(
            @JsonProperty("class") String label,
            @JsonProperty("class_index") int index,
            double confidence) {}

    Classifier(Path folder, int cores) throws IOException, OrtException {
        opencv_core.setNumThreads(1);
        labels = Files.readAllLines(folder.resolve("labels.txt"));
        var options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1); // each picture on its own thread
        options.setInterOpNumThreads(1);
        session = environment.createSession(folder.resolve("model.onnx").toString(), options);
        this.cores = new Semaphore(cores);
    }

    /** The likeliest five classes, best first. */
    List<Score> classify(byte[] encoded) throws OrtException, InterruptedException {
        cores.acquire();
        try (Mat picture = pixels(encoded);
                OnnxTensor image =
                        OnnxTensor.createTensor(
                                environment,
                                picture.<ByteBuffer>createBuffer(),
                                SHAPE,
                                OnnxJavaType.UINT8);
                var outputs = session.run(Map.of("image", image), Set.of("probabilities"))) {
            float[] scores = ((float[][]) outputs.get(0).getValue())[0];
            return IntStream.range(0, scores.length)
                    .mapToObj(i -> new Score(labels.get(i), i, Math.round(scores[i] * 1e6) / 1e6))
                    .sorted(Comparator.comparingDouble(score -> -score.confidence()))
                    .limit(5)
                    .toList();
        } finally {
            cores.release();
        }
    }

    private static Mat pixels(byte[] encoded) {
        try (BytePointer bytes = new BytePointer(encoded);
                Mat file = new Mat(1, encoded.length, opencv_core.CV_8UC1, bytes);
                Mat full = opencv_imgcodecs.imdecode(file, opencv_imgcodecs.IMREAD_COLOR_RGB);
                Size size = new Size(SIZE, SIZE)) {
            if (full.empty()) {
                throw new IllegalArgumentException("not a picture");
            }
            Mat scaled = new Mat();
            opencv_imgproc.resize(full, scaled, size, 0, 0, opencv_imgproc.INTER_LINEAR);
            return scaled;
        }
    }
}
