package dev.sluice.worker.task.detect;

import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Artifact;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.picture.Canvas;
import dev.sluice.worker.task.picture.Palette;
import dev.sluice.worker.task.picture.PictureInput;
import dev.sluice.worker.task.picture.Placement;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds objects in pictures and draws boxes around them. {@link DetectOptions} says what {@code
 * pipeline.yaml} may say.
 */
public final class DetectTask implements Task<Picture> {
    private final Pictures pictures;
    private final Network network;
    private final Detector detector;
    private final boolean draws;
    private final Cpu cpu;

    /**
     * @param model its name in {@code pipeline.yaml}
     */
    record Network(String model, PictureInput input) {}

    /**
     * @param draws whether anybody wants the annotated picture
     */
    DetectTask(Pictures pictures, Network network, Detector detector, boolean draws, Cpu cpu) {
        this.pictures = pictures;
        this.network = network;
        this.detector = detector;
        this.draws = draws;
        this.cpu = cpu;
    }

    @Override
    public Reader<Picture> reader() {
        return pictures;
    }

    @Override
    public Finding run(Picture picture, Context job) throws Exception {
        PictureInput input = network.input();
        Tensor tensor = cpu.run(() -> input.of(picture.pixels()));
        Map<String, Tensor> answer =
                job.model(network.model())
                        .lastCall(List.of(Map.of(input.name(), tensor)))
                        .getFirst();
        try {
            return new Finding.Found(cpu.run(() -> result(picture.pixels(), answer)));
        } catch (Grid.Unsuitable e) { // at the warm-up it was not
            throw new ModelFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Result result(Mat picture, Map<String, Tensor> answer) {
        Placement placement = network.input().placement(picture.cols(), picture.rows());
        List<Detection> detections = new ArrayList<>();
        for (Candidate candidate : detector.read(answer)) {
            Edges edges = inPicture(candidate.edges(), placement, picture);
            if (edges.left() < edges.right() && edges.top() < edges.bottom()) {
                String label = detector.name(candidate);
                detections.add(new Detection(label, candidate.label(), candidate.score(), edges));
            }
        }
        DetectionsDocument document =
                new DetectionsDocument(detections, picture.cols(), picture.rows());
        return new Result(
                document.headline(),
                document.body(),
                document.summary(),
                Map.of(),
                draws ? drawn(picture, detections) : List.of());
    }

    private static Edges inPicture(Edges box, Placement placement, Mat picture) {
        int width = picture.cols();
        int height = picture.rows();
        return new Edges(
                Math.clamp(placement.pictureX(box.left()), 0, width),
                Math.clamp(placement.pictureY(box.top()), 0, height),
                Math.clamp(placement.pictureX(box.right()), 0, width),
                Math.clamp(placement.pictureY(box.bottom()), 0, height));
    }

    private static List<Artifact> drawn(Mat picture, List<Detection> detections) {
        try (Canvas canvas = new Canvas(picture)) {
            detections.forEach(it -> canvas.rectangle(it.edges().pixels(), Palette.of(it.index())));
            canvas.labels(
                    detections.stream()
                            .map(
                                    it ->
                                            new Canvas.Label(
                                                    // Rounded down: 100% would promise too much.
                                                    "%s %d%%"
                                                            .formatted(
                                                                    it.label(),
                                                                    (int) (100 * it.confidence())),
                                                    it.edges().pixels(),
                                                    Palette.of(it.index())))
                            .toList());
            return canvas.artifacts();
        }
    }
}
