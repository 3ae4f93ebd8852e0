package dev.sluice.worker.task.faces;

import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.Context;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From a picture to vectors: faces by YuNet, each turned and scaled by its five points to where
 * SFace wants them, judged, and embedded by SFace.
 */
record Recognizer(FaceFinder finder, Quality quality) {
    /** Names in {@code models} of {@code pipeline.yaml}. */
    static final String DETECTOR = "detector";

    static final String EMBEDDER = "embedder";

    /** Of what SFace sees, in px. */
    static final int SIZE = 112;

    /** Numbers of a vector. */
    static final int DIMENSION = 128;

    static final String INPUT = "image";
    static final String OUTPUT = "embedding";

    /** Faces of one picture that are looked at; the other ones are counted. */
    private static final int MOST = 100;

    /**
     * A face good enough to tell its person.
     *
     * @param vector of length 1
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, and neither compared nor changed
    record Known(Face face, float[] vector) {}

    /**
     * A face that is not.
     *
     * @param why the end of a sentence
     */
    record Unfit(Face face, String why) {}

    /**
     * What there is in a picture.
     *
     * @param known the largest first
     * @param more faces that were good enough, beyond those asked for
     */
    record Seen(List<Known> known, List<Unfit> unfit, int more) {}

    @SuppressWarnings("ArrayRecordComponent") // made once, and neither compared nor changed
    private record Aligned(Face face, byte[] rgb) {}

    /**
     * @param most faces to embed, the largest ones
     */
    Seen see(Mat picture, int most, Context job) throws Exception {
        List<Face> faces = finder.find(picture, job.model(DETECTOR));
        List<Unfit> unfit = new ArrayList<>();
        List<Aligned> good = finder.cpu().run(() -> align(picture, faces, unfit));
        List<Aligned> chosen = good.subList(0, Math.min(most, good.size()));
        return new Seen(embed(chosen, job), unfit, good.size() - chosen.size());
    }

    private List<Aligned> align(Mat picture, List<Face> faces, List<Unfit> unfit) {
        List<Aligned> good = new ArrayList<>();
        Sampling sampling = new Sampling(picture);
        faces.stream()
                .sorted(Comparator.comparingDouble((Face face) -> -face.box().area()))
                .limit(MOST)
                .forEach(
                        face -> {
                            Optional<byte[]> rgb = aligned(sampling, face);
                            Optional<String> flaw =
                                    quality.flaw(face)
                                            .or(
                                                    () ->
                                                            rgb.isEmpty()
                                                                    ? Optional.of(
                                                                            "its points lie on one"
                                                                                    + " spot")
                                                                    : quality.flaw(
                                                                            rgb.get(), SIZE));
                            if (flaw.isPresent()) {
                                unfit.add(new Unfit(face, flaw.get()));
                            } else {
                                good.add(new Aligned(face, rgb.orElseThrow()));
                            }
                        });
        return good;
    }

    /** The face as SFace wants it; empty if its points cannot be. */
    static Optional<byte[]> aligned(Sampling picture, Face face) {
        Similarity there = Similarity.between(face.points(), Landmarks.TEMPLATE);
        return there.regular()
                ? Optional.of(picture.through(there.inverse(), SIZE))
                : Optional.empty();
    }

    private static List<Known> embed(List<Aligned> faces, Context job) throws Exception {
        if (faces.isEmpty()) {
            return List.of();
        }
        List<Map<String, Tensor>> items =
                faces.stream().map(face -> Map.of(INPUT, Rgb.tensor(face.rgb(), SIZE))).toList();
        List<Map<String, Tensor>> answers = job.model(EMBEDDER).lastCall(items);
        List<Known> known = new ArrayList<>();
        for (int i = 0; i < faces.size(); i++) {
            known.add(new Known(faces.get(i).face(), vector(answers.get(i))));
        }
        return known;
    }

    /** What SFace answered, as a vector of length 1. */
    static float[] vector(Map<String, Tensor> answer) {
        Tensor embedding = answer.get(OUTPUT);
        float[] vector = embedding == null ? new float[0] : embedding.toFloats();
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        if (vector.length != DIMENSION || !(Math.abs(square - 1) < 1e-2)) {
            throw new IllegalStateException(
                    "the embedder answers %d numbers of length %s; %d of length 1 are wanted"
                            .formatted(vector.length, Math.sqrt(square), DIMENSION));
        }
        return vector;
    }
}
