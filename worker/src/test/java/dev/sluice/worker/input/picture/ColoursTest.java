package dev.sluice.worker.input.picture;

import static dev.sluice.worker.input.picture.ColouredPictures.joined;
import static dev.sluice.worker.input.picture.ColouredPictures.jpegWith;
import static dev.sluice.worker.input.picture.ColouredPictures.pngWith;
import static dev.sluice.worker.input.picture.ColouredPictures.profile;
import static dev.sluice.worker.input.picture.ColouredPictures.webpWith;
import static dev.sluice.worker.input.picture.ColouredPictures.withChunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.worker.input.picture.PictureHeader.Format;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A colour is what its profile says it is. */
class ColoursTest {
    private static final Map<String, List<List<Integer>>> EXPECTED = expected();
    private static final List<List<Integer>> COLOURS = EXPECTED.get("colours");
    private static final byte[] P3 = profile("display-p3");

    private static Map<String, List<List<Integer>>> expected() {
        try {
            return new ObjectMapper()
                    .readValue(
                            ColouredPictures.resource("expected.json"), new TypeReference<>() {});
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] pixels(byte[] file) throws Exception {
        try (Mat picture = PictureDecoder.decode(file)) {
            byte[] pixels = new byte[(int) picture.total() * 3];
            picture.data().get(pixels);
            return pixels;
        }
    }

    private static int[] differences(byte[] bgr, List<List<Integer>> rgb) {
        return IntStream.range(0, bgr.length)
                .map(i -> Math.abs((bgr[i] & 0xFF) - rgb.get(i / 3).get(2 - i % 3)))
                .toArray();
    }

    private static byte[] converted(byte[] bgr, byte[] icc) {
        byte[] copy = bgr.clone();
        ToSrgb.of(IccProfile.read(icc).orElseThrow()).convert(copy);
        assertThat(copy).isNotEqualTo(bgr);
        return copy;
    }

    @ParameterizedTest
    @CsvSource({
        "srgb, 1",
        "display-p3, 1",
        "adobe-rgb, 1",
        "prophoto, 2",
        "grey-1.8, 1",
        "scanner, 2"
    })
    void coloursAreThoseOfLittleCmsInAnotherProgram(String name, int most) throws Exception {
        byte[] png = ColouredPictures.png(COLOURS, name.startsWith("grey"));

        int[] differences = differences(pixels(pngWith(png, profile(name))), EXPECTED.get(name));
        assertThat(Arrays.stream(differences).max().orElseThrow()).isLessThanOrEqualTo(most);
    }

    @Test
    void theRedOfADisplayIsRed() throws Exception {
        byte[] seen = pixels(ColouredPictures.resource("red-in-display-p3.png"));
        for (int i = 0; i < 3; i++) {
            assertThat(seen[i] & 0xFF).isCloseTo(i == 2 ? 255 : 0, within(2));
        }
    }

    @Test
    void withoutTheProfileColoursWouldDiffer() throws Exception {
        byte[] bare = pixels(ColouredPictures.png(COLOURS, false));
        for (String name : List.of("display-p3", "adobe-rgb", "prophoto", "scanner")) {
            assertThat(Arrays.stream(differences(bare, EXPECTED.get(name))).max().orElseThrow())
                    .isGreaterThan(40);
        }
    }

    @Test
    void aProfileThatIsSrgbsChangesNothing() throws Exception {
        byte[] png = ColouredPictures.png(COLOURS, false);
        byte[] srgb = profile("srgb");
        assertThat(pixels(pngWith(png, srgb))).isEqualTo(pixels(png));
        assertThat(ToSrgb.of(IccProfile.read(srgb).orElseThrow())).isSameAs(ToSrgb.NONE);
        assertThat(ToSrgb.of(IccProfile.read(P3).orElseThrow())).isNotSameAs(ToSrgb.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 65_519})
    void aJpegsProfileMayComeInPieces(int size) throws Exception {
        byte[] jpeg = OddPictures.PLAIN_JPEG.bytes();
        byte[] icc = Arrays.copyOf(profile("scanner"), size == 100 ? 4052 : 140_000);

        assertThat(pixels(jpegWith(jpeg, icc, size)))
                .isEqualTo(converted(pixels(jpeg), profile("scanner")));
    }

    @Test
    void aJpegsProfileWithAPieceMissingIsNone() throws Exception {
        byte[] jpeg = OddPictures.PLAIN_JPEG.bytes();
        byte[] file = jpegWith(jpeg, P3, 400);
        file[2 + 4 + 13] = 3; // pieces in all

        assertThat(pixels(file)).isEqualTo(pixels(jpeg));
    }

    @Test
    void aWebpsColoursAreConvertedToo() throws Exception {
        byte[] webp = OddPictures.LOSSLESS_WEBP.bytes();
        byte[] file = webpWith(webp, PictureHeader.read(webp), 0x20, "ICCP", P3);

        assertThat(pixels(file)).isEqualTo(converted(pixels(webp), P3));
    }

    @Test
    void aShrunkJpegIsConverted() throws Exception {
        byte[] jpeg = OddPictures.PLAIN_JPEG.bytes();
        byte[] file = jpegWith(jpeg, P3, 1000);
        try (Mat plain = PictureDecoder.decode(jpeg, PictureHeader.read(jpeg), Shrink.EIGHTH);
                Mat seen = PictureDecoder.decode(file, PictureHeader.read(file), Shrink.EIGHTH)) {
            byte[] before = new byte[(int) plain.total() * 3];
            byte[] after = before.clone();
            plain.data().get(before);
            seen.data().get(after);
            assertThat(after).isEqualTo(converted(before, P3));
        }
    }

    @Test
    void coloursAreConvertedBeforeTheyAreSeenOnTheMatte() throws Exception {
        byte[] opaque = new TinyPng(8, 2).of(200, 100, 50, 10, 220, 30);
        byte[] seen = pixels(pngWith(opaque, P3));
        byte[] half = new TinyPng(8, 6).of(200, 100, 50, 0, 10, 220, 30, 255);
        byte[] deep = new TinyPng(16, 2).of(200, 200, 100, 100, 50, 50, 10, 10, 220, 220, 30, 30);

        byte[] blended = pixels(pngWith(half, P3));
        assertThat(Arrays.copyOf(blended, 3)).containsOnly(255);
        assertThat(Arrays.copyOfRange(blended, 3, 6)).isEqualTo(Arrays.copyOfRange(seen, 3, 6));
        assertThat(pixels(pngWith(deep, P3))).isEqualTo(seen);
        assertThat(seen).isNotEqualTo(pixels(opaque));
    }

    @Test
    void aClearGreyIsFoundBeforeGreysAreConverted() throws Exception {
        byte[] clear = new TinyPng(8, 0).chunk("tRNS", (byte) 0, (byte) 64).of(64, 128);
        byte[] seen = pixels(pngWith(clear, profile("grey-1.8")));
        assertThat(Arrays.copyOf(seen, 3)).containsOnly(255);
        assertThat(seen[3]).isNotEqualTo((byte) 128);
    }

    @Test
    void aProfileForAnotherKindOfPictureIsIgnored() throws Exception {
        byte[] colours = ColouredPictures.png(COLOURS, false);
        byte[] greys = ColouredPictures.png(COLOURS, true);

        assertThat(pixels(pngWith(colours, profile("grey-1.8")))).isEqualTo(pixels(colours));
        assertThat(pixels(pngWith(colours, profile("inks")))).isEqualTo(pixels(colours));
        assertThat(pixels(pngWith(greys, P3))).isEqualTo(pixels(greys)); // greys are greys in both
    }

    @Test
    void aProfileTooLargeIsIgnoredAndNotUnpacked() throws Exception {
        byte[] png = ColouredPictures.png(COLOURS, false);
        byte[] file = pngWith(png, Arrays.copyOf(P3, EmbeddedProfile.LARGEST + 1));

        assertThat(EmbeddedProfile.of(file, Format.PNG)).isEmpty();
        assertThat(pixels(file)).isEqualTo(pixels(png));
    }

    @Test
    void aProfileCutOffIsIgnored() throws Exception {
        byte[] png = ColouredPictures.png(COLOURS, false);
        for (int length : new int[] {0, 3, 127, 131, 200, 480}) {
            assertThat(pixels(pngWith(png, Arrays.copyOf(P3, length)))).isEqualTo(pixels(png));
        }
    }

    @Test
    void aPngsProfileThatCannotBeUnpackedIsIgnored() throws Exception {
        byte[] png = ColouredPictures.png(COLOURS, false);
        byte[] packed = TinyPng.packed(P3);
        byte[] cutOff = Arrays.copyOf(packed, packed.length / 2);
        byte[] named = {'p', 0, 0};
        byte[][] contents = {
            {}, {'p'}, "no NUL".getBytes(UTF_8), {'p', 0}, named, joined(named, cutOff)
        };
        for (byte[] content : contents) {
            byte[] file = withChunk(png, "iCCP", content);
            assertThat(EmbeddedProfile.of(file, Format.PNG)).isEmpty();
            assertThat(pixels(file)).isEqualTo(pixels(png));
        }
    }

    @Test
    void ofAPngsChunksOnlyThoseThatSayColoursAreKept() {
        TinyPng png = new TinyPng(8, 2);
        for (int i = 0; i < 4000; i++) {
            png.chunk("z" + (char) ('a' + i % 26) + (char) ('a' + i / 26 % 26) + i / 676);
        }
        for (String type : List.of("cICP", "iCCP", "sRGB", "gAMA", "cHRM")) {
            png.chunk(type, (byte) 1).chunk(type, (byte) 2);
        }
        Map<Integer, ByteBuffer> chunks = PngColours.chunks(png.of(1, 2, 3, 4, 5, 6));
        assertThat(chunks)
                .containsOnlyKeys(
                        PngColours.CICP,
                        PngColours.ICCP,
                        PngColours.SRGB,
                        PngColours.GAMA,
                        PngColours.CHRM);
        assertThat(chunks.values()).allMatch(it -> it.remaining() == 1 && it.get(0) == 1);
    }

    @Test
    void aChunkThatLeadsBackEndsTheSearch() throws Exception {
        byte[] file = withChunk(ColouredPictures.png(COLOURS, false), "teXt", (byte) 1, (byte) 2);
        ByteBuffer.wrap(file).putInt(33, -12);
        assertThat(EmbeddedProfile.of(file, Format.PNG)).isEmpty();
    }

    @Test
    void aFailedConversionLeavesNoPictureBehind() {
        ToSrgb failing =
                bgr -> {
                    throw new IllegalStateException("made for this test");
                };
        Mat picture = new Mat(2, 2, CV_8UC3);
        assertThatThrownBy(() -> PictureDecoder.finished(picture, failing::convert))
                .hasMessage("made for this test");
        assertThat(picture.isNull()).isTrue();
    }

    /** Display P3, its three curves written out in so many steps. */
    private static byte[] steps(int each) {
        int size = 12 + 2 * each + 3 & ~3;
        ByteBuffer icc = ByteBuffer.allocate(P3.length + 3 * size).put(P3);
        int count = icc.getInt(128);
        for (int i = 0; i < count; i++) {
            int entry = 132 + 12 * i;
            int curve = "rgb".indexOf(P3[entry]);
            if (curve < 0 || P3[entry + 1] != 'T') {
                continue;
            }
            int at = P3.length + curve * size;
            icc.putInt(entry + 4, at).putInt(entry + 8, 12 + 2 * each);
            icc.putInt(at, 0x63757276).putInt(at + 8, each); // "curv"
            for (int step = 0; step < each; step++) {
                double value = Math.pow(step / (each - 1.0), 1.8 + .2 * curve);
                icc.putShort(at + 12 + 2 * step, (short) (65_535 * value));
            }
        }
        return icc.array();
    }

    @Test
    void aProfileOfCurvesTooLargeToKeepIsIgnored() throws Exception {
        byte[] png = ColouredPictures.png(COLOURS, false);
        int most = IccProfile.LARGEST_MATRIX / 6;

        assertThat(IccProfile.read(steps(most - 100))).isPresent();
        assertThat(pixels(pngWith(png, steps(most - 100)))).isNotEqualTo(pixels(png));
        assertThat(IccProfile.read(steps(most + 1))).isEmpty();
        assertThat(pixels(pngWith(png, steps(most + 1)))).isEqualTo(pixels(png));
    }

    @ParameterizedTest
    @ValueSource(strings = {"display-p3", "grey-1.8", "scanner"})
    void aDamagedProfileNeverFailsAPicture(String name) throws Exception {
        byte[] icc = profile(name);
        byte[] png = ColouredPictures.png(COLOURS, name.startsWith("grey"));
        Random random = new Random(1);
        for (int i = 0; i < 150; i++) {
            byte[] damaged = icc.clone();
            for (int k = 0; k <= i % 5; k++) {
                int most = i % 2 == 0 ? damaged.length : 300;
                damaged[random.nextInt(Math.min(most, icc.length))] = (byte) random.nextInt();
            }
            assertThat(pixels(pngWith(png, damaged))).hasSize(3 * COLOURS.size());
        }
    }

    @Test
    void onlyWhatDecidesAboutColoursReachesTheLibrary() {
        byte[] essence = IccProfile.read(P3).orElseThrow().essence();
        byte[] dated = P3.clone();
        dated[25] = 99;
        assertThat(IccProfile.read(dated).orElseThrow().essence()).isEqualTo(essence);
        assertThat(ByteBuffer.wrap(essence).getInt(128)).isEqualTo(6); // without two texts
        assertThat(IccProfile.read(essence).orElseThrow().essence()).isEqualTo(essence);
    }

    @Test
    void manyThreadsConvertAtOnce() {
        byte[] pixels = new byte[30_000];
        new Random(1).nextBytes(pixels);
        byte[] expected = converted(pixels, P3);
        ToSrgb conversion = ToSrgb.of(IccProfile.read(P3).orElseThrow());
        IntStream.range(0, 64)
                .parallel()
                .forEach(
                        i -> {
                            byte[] copy = pixels.clone();
                            conversion.convert(copy);
                            assertThat(copy).isEqualTo(expected);
                        });
    }

    @Test
    void theBorderOfStripsIsNotSeen() throws Exception {
        byte[] jpeg = OddPictures.PLAIN_JPEG.bytes();
        try (Mat picture = PictureDecoder.decode(jpeg);
                Mat doubled = new Mat()) {
            org.bytedeco.opencv.global.opencv_core.repeat(picture, 3, 2, doubled);
            byte[] before = new byte[(int) doubled.total() * 3];
            doubled.data().get(before);
            ToSrgb.of(IccProfile.read(P3).orElseThrow()).convert(doubled);
            byte[] after = new byte[before.length];
            doubled.data().get(after);
            assertThat(doubled.total()).isGreaterThan(5L * ToSrgb.AT_ONCE);
            assertThat(after).isEqualTo(converted(before, P3));
        }
    }

    private static byte[] numbers(int... values) {
        ByteBuffer chunk = ByteBuffer.allocate(4 * values.length);
        Arrays.stream(values).forEach(chunk::putInt);
        return chunk.array();
    }

    @Test
    void aPngSaysItInNumbers() throws Exception {
        byte[] png = ColouredPictures.png(COLOURS, false);
        byte[] p3 = pixels(pngWith(png, P3));
        byte[] chromaticities = numbers(31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000);
        byte[] linear = pixels(withChunk(png, "gAMA", numbers(100_000)));

        assertThat(differences(p3, EXPECTED.get("display-p3")))
                .isEqualTo(
                        differences(
                                pixels(
                                        withChunk(
                                                png, "cICP", (byte) 12, (byte) 13, (byte) 0,
                                                (byte) 1)),
                                EXPECTED.get("display-p3")));
        assertThat(pixels(withChunk(png, "cHRM", chromaticities))).isEqualTo(p3);
        assertThat(
                        pixels(
                                withChunk(
                                        withChunk(png, "cHRM", chromaticities),
                                        "gAMA",
                                        numbers(45455))))
                .isEqualTo(p3);
        for (int i = 0; i < linear.length; i++) {
            double light = COLOURS.get(i / 3).get(2 - i % 3) / 255.0;
            double seen =
                    light <= .0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - .055;
            assertThat((linear[i] & 0xFF) / 255.0).isCloseTo(seen, within(1.1 / 255));
        }
    }

    @Test
    void whatSaysMoreOfAPngIsBelieved() throws Exception {
        byte[] png = ColouredPictures.png(COLOURS, false);
        byte[] plain = pixels(png);
        byte[] dark = withChunk(png, "gAMA", numbers(100_000));
        byte[] srgb = {1, 13, 0, 1};
        byte[] bright = {9, 16, 0, 1}; // PQ
        byte[] p3 = pixels(pngWith(png, P3));

        assertThat(pixels(dark)).isNotEqualTo(plain);
        assertThat(pixels(withChunk(dark, "sRGB", (byte) 0))).isEqualTo(plain);
        assertThat(pixels(pngWith(dark, P3))).isEqualTo(p3);
        assertThat(pixels(withChunk(pngWith(dark, P3), "cICP", srgb))).isEqualTo(plain);
        assertThat(pixels(withChunk(pngWith(dark, P3), "cICP", bright))).isEqualTo(p3);
        assertThat(pixels(withChunk(png, "gAMA", numbers(45455)))).isEqualTo(plain);
    }

    @Test
    void numbersThatNoEyeCouldSeeAreIgnored() throws Exception {
        byte[] png = ColouredPictures.png(COLOURS, false);
        byte[] plain = pixels(png);
        for (int gamma : new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(pixels(withChunk(png, "gAMA", numbers(gamma)))).isEqualTo(plain);
        }
        for (int value : new int[] {0, -1, 33_000, Integer.MAX_VALUE}) {
            byte[] same = numbers(value, value, value, value, value, value, value, value);
            assertThat(pixels(withChunk(png, "cHRM", same))).isEqualTo(plain);
        }
        assertThat(pixels(withChunk(png, "cICP", (byte) 12))).isEqualTo(plain);
    }
}
