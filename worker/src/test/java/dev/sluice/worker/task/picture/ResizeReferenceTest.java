package dev.sluice.worker.task.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.worker.input.picture.Matte;
import dev.sluice.worker.input.picture.PictureDecoder;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.picture.PictureInput.Color;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Pictures are resized as the named library does it; {@code resize/references.py} asked them. */
class ResizeReferenceTest {
    /** Of 255: how far the numbers may be from those of libraries that round in other places. */
    private static final int ROUNDING = 1;

    private record Reference(String library, Map<String, Object> options, byte[] rgb) {
        /** With antialiasing all are Pillow's, to the bit, and in a letterbox Ultralytics'. */
        int tolerance() {
            boolean letterbox =
                    options.get("resize").equals("letterbox")
                            && options.get("interpolation").equals("bilinear");
            return letterbox || Boolean.TRUE.equals(options.get("antialias")) ? 0 : ROUNDING;
        }
    }

    private static PictureInput input(Map<String, Object> options) {
        Problems problems = new Problems();
        Section section = new Section(options, key -> key, problems);
        Resize resize = Resize.read(section);
        section.done();
        problems.throwIfAny();
        Normalization none = new Normalization(1, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
        Encoding bytes = new Encoding(Color.RGB, Tensor.Type.UINT8, Layout.NHWC, none);
        return new PictureInput("image", resize, bytes, false, Matte.WHITE);
    }

    private static int worst(byte[] expected, Tensor found) {
        byte[] values = new byte[found.data().remaining()];
        found.data().get(values);
        assertThat(values).hasSameSizeAs(expected);
        int worst = 0;
        for (int i = 0; i < values.length; i++) {
            worst = Math.max(worst, Math.abs((values[i] & 0xFF) - (expected[i] & 0xFF)));
        }
        return worst;
    }

    @Example
    void everyNumberIsThatOfTheNamedLibrary() throws Exception {
        JsonNode file =
                new ObjectMapper()
                        .readTree(getClass().getResourceAsStream("/resize/expected.json"));
        Map<String, Integer> seen = new TreeMap<>();
        byte[] photo = Samples.photo(file.get("picture").asText()).bytes();
        try (Mat whole = PictureDecoder.decode(photo)) {
            for (JsonNode each : file.get("cases")) {
                Reference reference = reference(each);
                JsonNode part = each.get("part");
                Rect area =
                        new Rect(
                                part.get(0).asInt(),
                                part.get(1).asInt(),
                                part.get(2).asInt(),
                                part.get(3).asInt());
                try (Mat view = new Mat(whole, area);
                        Mat picture = view.clone()) {
                    assertThat(worst(reference.rgb(), input(reference.options()).of(picture)))
                            .as("%s of %s", reference, part)
                            .isLessThanOrEqualTo(reference.tolerance());
                }
                seen.merge(reference.library(), 1, Integer::sum);
            }
        }
        assertThat(seen)
                .containsOnlyKeys("opencv", "pillow", "timm", "torch", "torchvision", "ultralytics")
                .allSatisfy((library, cases) -> assertThat(cases).isGreaterThanOrEqualTo(3));
    }

    @SuppressWarnings("unchecked")
    private static Reference reference(JsonNode each) throws IOException {
        Map<String, Object> options = new ObjectMapper().treeToValue(each.get("input"), Map.class);
        byte[] rgb = Base64.getDecoder().decode(each.get("rgb").asText());
        return new Reference(each.get("library").asText(), options, rgb);
    }

    @Property(tries = 300)
    void withoutAntialiasingItIsOpenCvsResizeOfPicturesOfAnySize(
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll @IntRange(min = 1, max = 70) int rows,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll Resampling resampling,
            @ForAll long seed) {
        byte[] values = new byte[columns * rows * 3];
        new Random(seed).nextBytes(values);
        int interpolation =
                resampling == Resampling.BICUBIC
                        ? opencv_imgproc.INTER_CUBIC
                        : opencv_imgproc.INTER_LINEAR;
        try (Mat bgr = new Mat(rows, columns, opencv_core.CV_8UC3);
                Mat scaled = new Mat();
                Mat rgb = new Mat()) {
            bgr.data().put(values);
            opencv_imgproc.resize(bgr, scaled, new Size(width, height), 0, 0, interpolation);
            opencv_imgproc.cvtColor(scaled, rgb, opencv_imgproc.COLOR_BGR2RGB);
            byte[] expected = new byte[width * height * 3];
            rgb.data().get(expected);
            Map<String, Object> options =
                    Map.of(
                            "width",
                            width,
                            "height",
                            height,
                            "interpolation",
                            resampling.name().toLowerCase(java.util.Locale.ROOT));
            assertThat(worst(expected, input(options).of(bgr))).isLessThanOrEqualTo(ROUNDING);
        }
    }

    @Property(tries = 200)
    void whatIsCutOutOfAScaledPictureIsThatPartOfIt(
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll @IntRange(min = 1, max = 70) int rows,
            @ForAll @IntRange(min = 1, max = 12) int size,
            @ForAll Resampling resampling,
            @ForAll boolean antialias,
            @ForAll long seed) {
        byte[] values = new byte[columns * rows * 3];
        new Random(seed).nextBytes(values);
        Placement place = new Fit.Shortest(12).place(new Region(0, 0, size, size), columns, rows);
        Region to = place.to();
        Region all = new Region(0, 0, to.width(), to.height());
        Placement whole = new Placement(place.from(), all);
        try (Mat bgr = new Mat(rows, columns, opencv_core.CV_8UC3)) {
            bgr.data().put(values);
            List<int[]> expected = new ArrayList<>();
            resampling.scale(bgr, whole, all, antialias, (y, b, g, r) -> expected.add(r.clone()));
            resampling.scale(
                    bgr,
                    place,
                    new Region(0, 0, size, size),
                    antialias,
                    (y, b, g, r) -> {
                        for (int x = 0; x < size; x++) {
                            assertThat(r[x]).isEqualTo(expected.get(y - to.y())[x - to.x()]);
                        }
                    });
        }
    }
}
