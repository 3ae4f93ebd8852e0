package dev.sluice.worker.task.faces;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.input.picture.PictureDecoder;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.model.Runner.RunFailed;
import dev.sluice.worker.model.Tensor;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Pictures with faces, by the names that the references have, and the shipped models. */
final class TestFaces implements AutoCloseable {
    static final Path SHIPPED = Path.of("pipelines/faces");

    final Cpu cpu = new Cpu(1);
    private final OnnxModel detector =
            new OnnxRuntime(false, 1).load(SHIPPED.resolve("yunet.onnx"));
    private final OnnxModel embedder =
            new OnnxRuntime(false, 1).load(SHIPPED.resolve("sface.onnx"));

    static byte[] file(String name) throws IOException {
        String file = name.substring(name.indexOf('/') + 1);
        if (name.startsWith("photos/")) {
            return Samples.photo(file).bytes();
        }
        try (InputStream in = TestFaces.class.getResourceAsStream("/faces/" + file)) {
            return in.readAllBytes();
        }
    }

    /** A name and, after a space, what is done to the picture. */
    static Mat picture(String name) throws Exception {
        String[] words = name.split(" ", 2);
        Mat mat = PictureDecoder.decode(file(words[0]));
        if (words.length == 2) {
            switch (words[1]) {
                case "mirrored" -> opencv_core.flip(mat, mat, 1);
                case "darker" -> halve(mat);
                default -> throw new IllegalArgumentException(name);
            }
        }
        return mat;
    }

    /** Every value halved, rounded down. */
    private static void halve(Mat mat) {
        byte[] row = new byte[mat.cols() * 3];
        for (int y = 0; y < mat.rows(); y++) {
            mat.ptr(y).get(row);
            for (int i = 0; i < row.length; i++) {
                row[i] = (byte) ((row[i] & 0xFF) / 2);
            }
            mat.ptr(y).put(row);
        }
    }

    Model detector() {
        return new Direct(detector);
    }

    Model embedder() {
        return new Direct(embedder);
    }

    /** A model without batches. */
    record Direct(OnnxModel model) implements Model {
        @Override
        public List<Map<String, Tensor>> call(List<Map<String, Tensor>> items) {
            try {
                return model.run(items);
            } catch (RunFailed e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public List<Map<String, Tensor>> lastCall(List<Map<String, Tensor>> items) {
            return call(items);
        }
    }

    @Override
    public void close() {
        detector.close();
        embedder.close();
        cpu.close();
    }
}
