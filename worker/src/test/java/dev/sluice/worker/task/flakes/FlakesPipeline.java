package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import ai.onnxruntime.OrtException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.worker.fake.OneJob;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Finding;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The shipped pipeline's files, and its task over ONNX Runtime without the rest of the worker. */
final class FlakesPipeline implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PictureLimits LIMITS = new PictureLimits(40_000_000, 20);

    final Cpu cpu = new Cpu(1);
    final OrtModel model;
    final FlakesTask task;

    /** The classical method. */
    FlakesPipeline() throws IOException, OrtException {
        this(graph());
    }

    FlakesPipeline(Method method) throws IOException, OrtException {
        this(graph(), method);
    }

    FlakesPipeline(byte[] graph) throws IOException, OrtException {
        this(graph, Method.CLASSICAL);
    }

    private FlakesPipeline(byte[] graph, Method method) throws IOException, OrtException {
        this(graph, new FlakesTask.Options("Graphene", "20x", method), materials());
    }

    /** By regions, with other constants. */
    FlakesPipeline(Materials materials, String material) throws IOException, OrtException {
        this(graph(), new FlakesTask.Options(material, "20x", Method.REGIONS), materials);
    }

    FlakesPipeline(byte[] graph, FlakesTask.Options options, Materials materials)
            throws OrtException {
        model = new OrtModel(graph);
        task = new FlakesTask(cpu, options, materials, LIMITS);
    }

    /** That searches larger pictures window by window. */
    FlakesPipeline(Method method, Window.Sizes windows) throws IOException, OrtException {
        model = new OrtModel(graph());
        FlakesTask.Options options = new FlakesTask.Options("Graphene", "20x", method);
        task = new FlakesTask(cpu, options, materials(), LIMITS, windows);
    }

    private static Path folder() {
        return Path.of(System.getProperty("sluice.home"), "worker", "pipelines", "flakes");
    }

    static byte[] graph() throws IOException {
        return Files.readAllBytes(folder().resolve("model.onnx"));
    }

    static Path gmm() {
        return folder().resolve("gmm.json");
    }

    static Materials materials() throws IOException {
        return Materials.read(gmm());
    }

    /** An encoded picture as the flow would hand it over. */
    static Mat decode(byte[] encoded) {
        try (BytePointer bytes = new BytePointer(encoded);
                Mat buffer = new Mat(bytes, false)) {
            return imdecode(buffer, IMREAD_COLOR);
        }
    }

    Finding finding(Mat picture, Map<String, String> metadata) throws Exception {
        return task.run(new Picture(picture), OneJob.of(model, metadata));
    }

    Result found(Mat picture, Map<String, String> metadata) throws Exception {
        return ((Finding.Found) finding(picture, metadata)).result();
    }

    /** The document as a client reads it. */
    static JsonNode json(Result found) {
        return JSON.valueToTree(found.document());
    }

    JsonNode document(byte[] encoded) throws Exception {
        try (Mat picture = decode(encoded)) {
            return json(found(picture, Map.of()));
        }
    }

    static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws OrtException {
        cpu.close();
        model.close();
    }
}
