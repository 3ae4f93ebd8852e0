package dev.sluice.worker.task.emotion;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.WarmUp;
import dev.sluice.worker.task.affect.Affect;
import dev.sluice.worker.task.picture.PictureInput;
import dev.sluice.worker.task.picture.Region;
import dev.sluice.worker.task.picture.TestPictures;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The expression of the largest face in a picture.
 *
 * @param detector what BlazeFace wants
 * @param expression what the emotion network wants
 */
record FaceTask(Pictures pictures, PictureInput detector, PictureInput expression, Cpu cpu)
        implements Task<Picture> {
    static final String METHOD = "BlazeFace and mini-Xception (FER2013)";

    /** The models' names in a pipeline. */
    static final String DETECTOR = "detector";

    static final String EXPRESSION = "face";

    private static final int CROP = 64;

    /** Under it a crop is a guess: half of what the network sees, in px. */
    private static final int SMALLEST = 32;

    static FaceTask of(Pictures pictures, Graphs models, Cpu cpu, Problems problems) {
        return new FaceTask(
                pictures,
                input(DETECTOR, BlazeFace.SIDE, "letterbox", models, problems),
                input(EXPRESSION, CROP, "squash", models, problems),
                cpu);
    }

    private static PictureInput input(
            String model, int side, String resize, Graphs models, Problems problems) {
        Map<String, Object> wanted =
                Map.of("name", "image", "width", side, "height", side, "resize", resize);
        Section section = new Section(wanted, key -> "models." + model + ": " + key, problems);
        return PictureInput.read(
                section, models.named(model).orElseGet(() -> models.first().getValue()));
    }

    Map<String, WarmUp> warmUps() {
        return Map.of(
                DETECTOR,
                new WarmUp(BlazeFace.OUTPUTS, new TestPictures(detector).noise()),
                EXPRESSION,
                new WarmUp(Set.of(Expression.OUTPUT), new TestPictures(expression).noise()));
    }

    @Override
    public Reader<Picture> reader() {
        return pictures;
    }

    @Override
    public Finding run(Picture picture, Context job) throws Exception {
        Mat pixels = picture.pixels();
        Tensor whole = cpu.run(() -> detector.of(pixels));
        Map<String, Tensor> found =
                job.model(DETECTOR).lastCall(List.of(Map.of(detector.name(), whole))).getFirst();
        List<Face> faces =
                BlazeFace.faces(
                        found,
                        detector.placement(pixels.cols(), pixels.rows()),
                        pixels.cols(),
                        pixels.rows());
        if (faces.isEmpty()) {
            return refused(
                    "no-face",
                    "No face was found in this picture; take one from the front that fills at least"
                            + " a tenth of its width.");
        }
        Face face = faces.stream().max(Comparator.comparingDouble(Face::size)).orElseThrow();
        if (face.cutOff()) {
            return refused(
                    "face-cut-off",
                    "The picture's edge cuts the face off; take one with all of it, from eyes to"
                            + " mouth.");
        }
        if (face.box().width() * pixels.cols() < SMALLEST) {
            return refused(
                    "face-too-small",
                    String.format(
                            Locale.ROOT,
                            "The face is %.0f pixels wide, less than the %d needed; take a picture"
                                    + " from nearer.",
                            face.box().width() * pixels.cols(),
                            SMALLEST));
        }
        Region crop = face.crop(pixels.cols(), pixels.rows());
        Tensor seen = cpu.run(() -> cut(pixels, crop));
        Expression answer =
                Expression.of(
                        job.model(EXPRESSION)
                                .lastCall(List.of(Map.of(expression.name(), seen)))
                                .getFirst());
        return new Finding.Found(result(face, faces.size(), crop, answer));
    }

    private static Finding refused(String code, String sentence) {
        return new Finding.Refused(new FailureReason(code, sentence));
    }

    private Tensor cut(Mat pixels, Region crop) {
        try (Rect rectangle = new Rect(crop.x(), crop.y(), crop.width(), crop.height());
                Mat part = new Mat(pixels, rectangle);
                Mat whole = part.clone()) { // continuous, as pictures are
            return expression.of(whole);
        }
    }

    private static Result result(Face face, int faces, Region crop, Expression answer) {
        Affect affect = answer.affect(face.score());
        Map<String, Object> json = new LinkedHashMap<>(affect.toJson());
        json.put("source", "face");
        json.put("emotion", answer.emotion());
        json.put("faces", faces);
        json.put("face_confidence", Affect.rounded(face.score()));
        json.put(
                "bounding_box",
                List.of(crop.x(), crop.y(), crop.x() + crop.width(), crop.y() + crop.height()));
        json.put("probabilities", answer.toJson());
        Map<String, Object> summary = new LinkedHashMap<>(affect.toJson());
        summary.put("emotion", answer.emotion());
        summary.put("faces", faces);
        return new Result(answer.emotion(), Map.of("method", METHOD, "face", json), summary);
    }
}
