package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.Tensor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Asks the model for the class of every pixel. The graph looks at each pixel alone, so a picture
 * goes in as one run of pixels cut into tiles of one shape, whatever its width: pictures of all
 * sizes share a batch, and a tile's planes stay in the processor's cache.
 */
final class Distances {
    /** Tile height; height and width mean nothing to the graph but their product, 76,800 pixels. */
    private static final int TILE_ROWS = 40;

    private static final int TILE_COLUMNS = 1920;
    private static final int TILE = TILE_ROWS * TILE_COLUMNS;

    /**
     * Tiles per call, 2.5 megapixels: bounds what a large picture's tensors take, 8 bytes a pixel.
     */
    private static final int TILES_PER_CALL = 32;

    private final Cpu cpu;

    Distances(Cpu cpu) {
        this.cpu = cpu;
    }

    /** A tile with every brightness in it. */
    static Map<String, Tensor> warmUp() {
        byte[] pixels = new byte[3 * TILE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 7 / 3);
        }
        return item(pixels, Tensor.floats(new float[] {128, 128, 128}, 3), Tensor.scalar(0));
    }

    /**
     * What is asked beside the pixels.
     *
     * @param background of the whole picture
     * @param material index of the material in the model
     * @param last whether the job asks no more after it
     */
    record Question(Background background, int material, Model model, boolean last) {}

    /**
     * @param picture BGR after the median filter, continuous
     * @return one byte a pixel, 0 for background or the number of the class; the caller closes it
     */
    Mat classes(Mat picture, Question question) throws Exception {
        Mat classes = new Mat(picture.rows(), picture.cols(), CV_8UC1);
        try {
            Tensor backgrounds = Tensor.floats(question.background().toFloats(), 3);
            Tensor materials = Tensor.scalar(question.material());
            Model model = question.model();
            long end = picture.total();
            long step = (long) TILES_PER_CALL * TILE;
            for (long from = 0; from < end; from += step) {
                long start = from;
                long stop = Math.min(end, from + step);
                var items = cpu.run(() -> cut(picture, start, stop, backgrounds, materials));
                boolean last = stop == end && question.last();
                var outputs = last ? model.lastCall(items) : model.call(items);
                cpu.run(() -> paste(outputs, classes, start, stop));
            }
            return classes;
        } catch (Throwable e) {
            classes.close();
            throw e;
        }
    }

    /**
     * The tiles are copies on the heap: a cancelled job frees its picture at once, while its tiles
     * may still wait in a batch.
     */
    private static List<Map<String, Tensor>> cut(
            Mat picture, long start, long stop, Tensor background, Tensor material) {
        List<Map<String, Tensor>> items = new ArrayList<>();
        try (BytePointer data = new BytePointer(picture.data())) {
            for (long pixel = start; pixel < stop; pixel += TILE) {
                byte[] pixels = new byte[3 * TILE]; // black past the picture's end
                int length = (int) Math.min(TILE, stop - pixel);
                data.position(3 * pixel).get(pixels, 0, 3 * length);
                items.add(item(pixels, background, material));
            }
        }
        return items;
    }

    private static Map<String, Tensor> item(byte[] pixels, Tensor background, Tensor material) {
        Tensor picture =
                Tensor.of(Tensor.Type.UINT8, ByteBuffer.wrap(pixels), TILE_ROWS, TILE_COLUMNS, 3);
        return Map.of("picture", picture, "background", background, "material", material);
    }

    private static Mat paste(
            List<Map<String, Tensor>> outputs, Mat classes, long start, long stop) {
        byte[] tile = new byte[TILE];
        try (BytePointer data = new BytePointer(classes.data())) {
            long pixel = start;
            for (Map<String, Tensor> output : outputs) {
                int length = (int) Math.min(TILE, stop - pixel);
                Objects.requireNonNull(output.get("class")).data().get(tile, 0, length);
                data.position(pixel).put(tile, 0, length);
                pixel += length;
            }
        }
        return classes;
    }
}
