package dev.sluice.worker.task.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.worker.model.Tensor;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The numbers of the models' references, which were made by other code. */
class FaceModelsTest {
    private static TestFaces models;

    @BeforeAll
    static void open() {
        models = new TestFaces();
    }

    @AfterAll
    static void close() {
        models.close();
    }

    private static JsonNode reference(String model) throws IOException {
        try (InputStream in =
                FaceModelsTest.class.getResourceAsStream("/faces/" + model + "-expected.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private List<Face> faces(Mat picture) throws Exception {
        return new FaceFinder(0.6, models.cpu).find(picture, models.detector());
    }

    @Test
    void theDetectorFindsWhatItsReferenceFinds() throws Exception {
        JsonNode expected = reference("yunet");
        double near = expected.get("tolerance").asDouble();
        for (JsonNode wanted : expected.get("cases")) {
            try (Mat picture = TestFaces.picture(wanted.get("picture").asText())) {
                List<Face> found = faces(picture);
                assertThat(found).as("%s", wanted).hasSameSizeAs(wanted.get("faces"));
                for (int i = 0; i < found.size(); i++) {
                    assertFace(found.get(i), wanted.get("faces").get(i), side(picture), near);
                }
            }
        }
    }

    private static double side(Mat picture) {
        return Math.max(picture.cols(), picture.rows());
    }

    private static void assertFace(Face found, JsonNode wanted, double side, double near) {
        Face.Box box = found.box();
        assertThat(found.score()).isCloseTo(wanted.get("score").asDouble(), within(near));
        List<Double> numbers =
                new ArrayList<>(
                        List.of(
                                (box.left() + box.width() / 2) / side,
                                (box.top() + box.height() / 2) / side,
                                box.width() / side,
                                box.height() / side));
        found.points().points().forEach(p -> numbers.addAll(List.of(p.x() / side, p.y() / side)));
        List<JsonNode> all = new ArrayList<>();
        wanted.get("box").forEach(all::add);
        wanted.get("points").forEach(all::add);
        for (int i = 0; i < all.size(); i++) {
            assertThat(numbers.get(i)).isCloseTo(all.get(i).asDouble(), within(near));
        }
    }

    @Test
    void vectorsAreAsAlikeAsTheReferenceSays() throws Exception {
        JsonNode expected = reference("sface");
        List<float[]> vectors = new ArrayList<>();
        for (JsonNode name : expected.get("pictures")) {
            try (Mat picture = TestFaces.picture(name.asText())) {
                vectors.add(vector(picture));
            }
            JsonNode first = expected.at("/first_8").get(name.asText());
            for (int i = 0; i < first.size(); i++) {
                assertThat((double) vectors.getLast()[i])
                        .isCloseTo(first.get(i).asDouble(), within(0.02));
            }
        }
        double near = expected.get("tolerance").asDouble();
        for (int i = 0; i < vectors.size(); i++) {
            for (int j = 0; j < vectors.size(); j++) {
                assertThat(cosine(vectors.get(i), vectors.get(j)))
                        .as("%d and %d", i, j)
                        .isCloseTo(expected.at("/cosine/" + i + "/" + j).asDouble(), within(near));
            }
        }
    }

    private float[] vector(Mat picture) throws Exception {
        byte[] rgb = Recognizer.aligned(new Sampling(picture), faces(picture).getFirst()).get();
        Map<String, Tensor> item = Map.of(Recognizer.INPUT, Rgb.tensor(rgb, Recognizer.SIZE));
        return Recognizer.vector(models.embedder().lastCall(List.of(item)).getFirst());
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void aFaceThatFillsThePictureIsFoundFromTwiceAsFar() throws Exception {
        try (Mat whole = TestFaces.picture("photos/astronaut.png")) {
            Face face = faces(whole).getFirst();
            Face.Box box = face.box();
            org.bytedeco.opencv.opencv_core.Rect rect =
                    new org.bytedeco.opencv.opencv_core.Rect(
                            (int) box.left(),
                            (int) box.top(),
                            (int) box.width(),
                            (int) box.height());
            try (Mat close = new Mat(whole, rect).clone()) {
                assertThat(faces(close)).hasSize(1);
            }
        }
    }
}
