package dev.sluice.worker.task.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Release;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Progress;
import dev.sluice.worker.task.Task;

import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Both shipped pipelines, without queue and store. */
class FaceTasksTest {
    private static TestFaces models;
    private static Graphs graphs;

    private final HeapGallery gallery = new HeapGallery();

    @BeforeAll
    static void open() {
        models = new TestFaces();
        Map<String, dev.sluice.worker.model.OnnxModel> byName = new LinkedHashMap<>();
        OnnxRuntime runtime = new OnnxRuntime(false, 1);
        byName.put("detector", runtime.load(TestFaces.SHIPPED.resolve("yunet.onnx")));
        byName.put("embedder", runtime.load(TestFaces.SHIPPED.resolve("sface.onnx")));
        graphs = new Graphs(byName);
    }

    @AfterAll
    static void close() {
        models.close();
        graphs.byName().values().forEach(dev.sluice.worker.model.OnnxModel::close);
    }

    @SuppressWarnings("unchecked") // both look at pictures
    private Task<Picture> task(String name) {
        Pipeline pipeline = Pipelines.read(Path.of("pipelines"), List.of(name)).all().getFirst();
        Problems problems = new Problems();
        Task<?> task =
                new FaceTasks(gallery)
                        .byName()
                        .get(name)
                        .make(pipeline, graphs, models.cpu, problems)
                        .task()
                        .orElseThrow();
        problems.throwIfAny();
        return (Task<Picture>) task;
    }

    private record OnePicture(String name, Generation generation, Map<String, String> metadata)
            implements Context {
        @Override
        public Model model(String model) {
            return model.equals("detector") ? models.detector() : models.embedder();
        }

        @Override
        public Progress progress() {
            return _ -> {};
        }

        @Override
        public Path scratch() {
            throw new UnsupportedOperationException("no test asks for it");
        }

        @Override
        public Map<String, String> ids() {
            return Map.of("customerID", "acme", "collectionID", "staff", "imageKey", name);
        }
    }

    private static Context job(String name, String... metadata) {
        return new OnePicture(
                name,
                Jobs.GENERATION,
                metadata.length == 0 ? Map.of() : Map.of(metadata[0], metadata[1]));
    }

    private JsonNode index(String name, String picture, String... metadata) throws Exception {
        JsonNode found = found("faces", TestFaces.picture(picture), job(name, metadata));
        gallery.rows.put("faces#staff/" + name, Jobs.GENERATION);
        return found;
    }

    private JsonNode match(String picture, String... metadata) throws Exception {
        return found("match", TestFaces.picture(picture), job("query.jpg", metadata));
    }

    private JsonNode found(String task, Mat picture, Context job) throws Exception {
        try (Picture input = new Picture(picture)) {
            Finding finding = task(task).run(input, job);
            assertThat(finding).isInstanceOf(Finding.Found.class);
            Result result = ((Finding.Found) finding).result();
            return new ObjectMapper().valueToTree(result.document());
        }
    }

    private FailureReason refused(String task, Mat picture, Context job) throws Exception {
        try (Picture input = new Picture(picture)) {
            return ((Finding.Refused) task(task).run(input, job)).why();
        }
    }

    private static ItemKey key(String name) {
        return new ItemKey(new CollectionKey("acme", "staff"), name);
    }

    @Test
    void anIndexedPictureSaysWhereItsFaceIs() throws Exception {
        JsonNode document = index("portrait.png", "photos/astronaut.png");
        JsonNode record = document.at("/face_records/0");

        assertThat(document.get("face_records")).hasSize(1);
        assertThat(record.get("image_key").asText()).isEqualTo("portrait.png");
        assertThat(record.get("confidence").asDouble()).isCloseTo(0.943, within(0.005));
        assertThat(record.at("/bounding_box/left").asDouble()).isCloseTo(0.3488, within(0.005));
        assertThat(record.at("/bounding_box/top").asDouble()).isCloseTo(0.1241, within(0.005));
        assertThat(record.at("/bounding_box/width").asDouble()).isCloseTo(0.1767, within(0.005));
        assertThat(record.get("face_id").asText()).hasSize(36);
        assertThat(gallery.kept.get(key("portrait.png")).vectors()).hasSize(1);
    }

    @Test
    void aRepeatGivesAFaceTheSameNameAndANewPictureAnother() throws Exception {
        String first = index("a.png", "photos/astronaut.png").at("/face_records/0").toString();
        String again = index("a.png", "photos/astronaut.png").at("/face_records/0").toString();
        assertThat(again).isEqualTo(first);
        assertThat(FaceJson.id(key("a.png"), Jobs.NEWER, 0))
                .isNotEqualTo(FaceJson.id(key("a.png"), Jobs.GENERATION, 0));
    }

    @Test
    void changedCopiesMatchAndOthersDoNot() throws Exception {
        index("mirrored.png", "photos/astronaut.png mirrored");
        index("darker.png", "photos/astronaut.png darker");
        index("somebody.jpg", "faces/portrait-1.jpg");
        JsonNode document = match("photos/astronaut.png");

        assertThat(document.findValuesAsText("image_key"))
                .containsExactly("mirrored.png", "darker.png");
        assertThat(document.at("/face_matches/0/similarity").asDouble())
                .isCloseTo(0.982, within(0.01));
        assertThat(document.at("/threshold").asDouble()).isEqualTo(0.8);
        assertThat(match("photos/astronaut.png", "max_matches", "1").get("face_matches"))
                .hasSize(1);
        assertThat(match("photos/astronaut.png", "threshold", "0.3").get("face_matches"))
                .hasSize(3);
        assertThat(match("faces/portrait-2.jpg").get("face_matches")).isEmpty();
    }

    @Test
    void rule4_anEntryCountsOnlyWhileItsRowHasItsGeneration() throws Exception {
        index("a.png", "photos/astronaut.png");
        index("b.png", "photos/astronaut.png darker");
        gallery.rows.put("faces#staff/a.png", Jobs.NEWER);
        assertThat(match("photos/astronaut.png").findValuesAsText("image_key"))
                .containsExactly("b.png");
        gallery.rows.clear();
        assertThat(match("photos/astronaut.png").get("face_matches")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "photos/coffee.png, no-face, no face",
        "photos/camera.png, unfit-face, turned too far to a side",
    })
    void whatCannotBeIndexedIsRefusedAndWhatWasKeptBeforeIsForgotten(
            String picture, String code, String words) throws Exception {
        index("a.png", "photos/astronaut.png");
        FailureReason why = refused("faces", TestFaces.picture(picture), job("a.png"));

        assertThat(why.code()).isEqualTo(code);
        assertThat(why.sentence()).contains(words);
        assertThat(gallery.kept).isEmpty();
        assertThat(refused("match", TestFaces.picture(picture), job("q.png")).code())
                .isEqualTo(code);
    }

    @Test
    void aBlurredFaceIsRefusedAndADarkOneIsNot() throws Exception {
        Mat blurred = TestFaces.picture("photos/astronaut.png");
        opencv_imgproc.GaussianBlur(blurred, blurred, new Size(0, 0), 3);
        assertThat(refused("faces", blurred, job("a.png")).sentence()).contains("blurred");
        assertThat(index("b.png", "photos/astronaut.png darker").get("unfit_faces")).isEmpty();
    }

    @Test
    void aSmallFaceIsRefused() throws Exception {
        Mat small = new Mat();
        opencv_imgproc.resize(TestFaces.picture("photos/astronaut.png"), small, new Size(160, 160));
        assertThat(refused("faces", small, job("a.png")).sentence())
                .contains("too small")
                .contains("40 are needed");
    }

    @Test
    void ofManyFacesTheLargestAreIndexed() throws Exception {
        Mat one = TestFaces.picture("faces/portrait-1.jpg");
        Mat two = TestFaces.picture("photos/astronaut.png");
        Mat both = new Mat(900, 1201, one.type(), new org.bytedeco.opencv.opencv_core.Scalar(0));
        one.copyTo(new Mat(both, new org.bytedeco.opencv.opencv_core.Rect(0, 0, 689, 900)));
        two.copyTo(new Mat(both, new org.bytedeco.opencv.opencv_core.Rect(689, 0, 512, 512)));

        JsonNode all = found("faces", both.clone(), job("a.png"));
        JsonNode largest = found("faces", both.clone(), job("b.png", "max_faces", "1"));

        assertThat(all.get("face_records")).hasSize(2);
        assertThat(all.at("/face_records/0/bounding_box/left").asDouble()).isLessThan(0.5);
        assertThat(largest.get("face_records")).hasSize(1);
        assertThat(largest.get("faces_left_out").asInt()).isEqualTo(1);
        assertThat(largest.at("/face_records/0/bounding_box"))
                .isEqualTo(all.at("/face_records/0/bounding_box"));
    }

    @ParameterizedTest
    @CsvSource({
        "faces, max_faces, 0, from 1 to 20",
        "faces, max_faces, 21, from 1 to 20",
        "faces, max_faces, 2.5, a whole number from 1 to 20",
        "faces, max_faces, many, from 1 to 20",
        "match, threshold, 1.1, from 0 to 1",
        "match, threshold, NaN, from 0 to 1",
        "match, max_matches, 101, from 1 to 100",
    })
    void whatCannotBeAskedForIsRefused(String task, String name, String value, String words)
            throws Exception {
        FailureReason why =
                refused(task, TestFaces.picture("photos/astronaut.png"), job("a.png", name, value));
        assertThat(why.code()).isEqualTo("invalid-option");
        assertThat(why.sentence()).contains(name).contains(value).contains(words);
    }

    @Test
    void aDeletedPictureIsForgotten() throws Exception {
        index("a.png", "photos/astronaut.png");
        task("faces").forget(job("a.png"));
        assertThat(gallery.kept).isEmpty();
    }

    @Test
    void mistakesInPipelineYamlAreSaidAllAtOnce() {
        Pipeline good = Pipelines.read(Path.of("pipelines"), List.of("match")).all().getFirst();
        Pipeline wrong =
                good.with(
                        new Release(
                                good.models(),
                                good.input(),
                                Map.of("threshold", "2", "rows", "faces#{imageKey}", "speed", "9"),
                                good.folder()));
        Problems problems = new Problems();
        new FaceTasks(gallery).byName().get("match").make(wrong, graphs, models.cpu, problems);
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(problems::throwIfAny)
                .withMessageContainingAll("threshold", "rows", "speed");
    }
}
