package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_OPTIMIZE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.worker.input.Undecodable;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Blocks that are missing make a JPEG corrupt, and nothing else does. */
class DamagedJpegTest {
    private static final PictureLimits LIMITS = new PictureLimits(40_000_000, 12);
    private static final List<byte[]> GOOD =
            Stream.of(
                            OddPictures.PLAIN_JPEG,
                            OddPictures.PROGRESSIVE_JPEG,
                            OddPictures.CMYK_JPEG,
                            OddPictures.EXIF_ORIENTATION_6)
                    .map(OddPictures::bytes)
                    .toList();

    /** What a broken transfer, disk or tool leaves in place of bytes. */
    private enum Damage {
        ZEROS,
        ONES,
        TEXT,
        NOTHING;

        byte[] instead(int bytes) {
            byte[] rest = new byte[this == NOTHING ? 0 : bytes];
            byte[] text = "Lorem ipsum dolor sit amet. ".getBytes(US_ASCII);
            for (int i = 0; i < rest.length; i++) {
                rest[i] =
                        switch (this) {
                            case ZEROS, NOTHING -> 0;
                            case ONES -> (byte) 0xFF;
                            case TEXT -> text[i % text.length];
                        };
            }
            return rest;
        }
    }

    private static Optional<String> refusal(byte[] file) {
        Undecodable thrown =
                catchThrowableOfType(
                        Undecodable.class, () -> assertThat(pixels(file)).isNotEmpty());
        return Optional.ofNullable(thrown).map(Undecodable::reason).map(FailureReason::code);
    }

    private static byte[] pixels(byte[] file) throws Undecodable {
        PictureHeader header = PictureDecoder.header(file, LIMITS);
        try (Mat picture = PictureDecoder.decode(file, header, Shrink.NONE)) {
            byte[] pixels = new byte[picture.cols() * picture.rows() * 3];
            picture.data().get(pixels);
            return pixels;
        }
    }

    private static JpegSegments segments(byte[] file) {
        try {
            return JpegSegments.scan(file);
        } catch (PictureHeader.Unreadable e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** The bytes from one place to another replaced. */
    private static byte[] with(byte[] file, int from, int to, byte[] instead) {
        return joined(
                Arrays.copyOf(file, from), instead, Arrays.copyOfRange(file, to, file.length));
    }

    @Property(tries = 200)
    void dataThatEndEarlyAreToldThoughTheEndMarkerIsThere(
            @ForAll @IntRange(max = 3) int which,
            @ForAll Damage damage,
            @ForAll @IntRange(min = 1, max = 95) int percent) {
        byte[] file = GOOD.get(which);
        int end = segments(file).end();
        int data = segments(file).data();
        int from = data + (end - data) * percent / 100;

        assertThat(refusal(with(file, from, end, damage.instead(end - from))))
                .contains("corrupt-picture");
    }

    @Example
    void aHoleInTheMiddleIsTold() {
        int hole = 2048;
        for (byte[] file : GOOD) {
            for (Damage damage : List.of(Damage.ZEROS, Damage.ONES)) {
                for (int percent = 10; percent < 90; percent += 20) {
                    int from = file.length * percent / 100;
                    byte[] damaged = with(file, from, from + hole, damage.instead(hole));
                    assertThat(refusal(damaged))
                            .as("%s at %d %%", damage, percent)
                            .contains("corrupt-picture");
                }
            }
        }
    }

    @Property(tries = 200)
    void aFileCutOffAnywhereIsCorrupt(
            @ForAll @IntRange(max = 3) int which, @ForAll @IntRange(min = 3) int at) {
        byte[] file = GOOD.get(which);
        int length = 3 + at % (segments(file).end() - 4);

        assertThat(refusal(Arrays.copyOf(file, length))).contains("corrupt-picture");
    }

    @Example
    void aFileThatLacksOnlyItsEndMarkerIsWhole() throws Exception {
        for (byte[] file : GOOD) {
            int end = segments(file).end();
            for (int length : new int[] {end, end + 1}) {
                assertThat(pixels(Arrays.copyOf(file, length))).isEqualTo(pixels(file));
            }
        }
    }

    @Example
    void lastScansThatAreMissingAreToldThoughTheEndMarkerIsThere() {
        byte[] file = OddPictures.PROGRESSIVE_JPEG.bytes();
        int last = 0; // the table before the last scan
        for (int i = 2; i < file.length - 1; i++) {
            last = file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xC4 ? i : last;
        }
        byte[] shorter = with(file, last, file.length - 2, new byte[0]);

        assertThat(refusal(shorter)).contains("corrupt-picture");
    }

    @Example
    void whatEncodersAndCamerasAddIsNoDamage() throws Exception {
        for (byte[] file : GOOD) {
            int end = segments(file).end();
            byte[] whole = pixels(file);
            byte[] odd = {1, 2, 3, 4, 5};
            byte[] comment = {(byte) 0xFF, (byte) 0xFE, 0, 4, 'h', 'i'};
            assertThat(pixels(with(file, end, end, new byte[1000]))).isEqualTo(whole);
            assertThat(pixels(with(file, end, end, odd))).isEqualTo(whole);
            assertThat(pixels(with(file, end, end, Damage.ONES.instead(9)))).isEqualTo(whole);
            assertThat(pixels(with(file, 2, 2, comment))).isEqualTo(whole);
            assertThat(pixels(joined(file, new byte[100]))).isEqualTo(whole);
            assertThat(pixels(joined(file, file))).isEqualTo(whole); // an MPO, or a thumbnail
        }
    }

    /** Optimised codes make zeros of equal grey. */
    @Example
    void aBlankBandBeforeAFillingIsNoDamage() throws Exception {
        byte[] file = scanWithBlankBand();
        int end = segments(file).end();
        byte[] whole = pixels(file);

        assertThat(JpegWarnings.damage("", file)).isEmpty();
        assertThat(pixels(with(file, end, end, new byte[100]))).isEqualTo(whole);
        int middle = (segments(file).data() + end) / 2;
        assertThat(refusal(with(file, middle, end, new byte[end - middle])))
                .contains("corrupt-picture");
    }

    /** Rows of blocks of many greys, of one grey, and of many again. */
    private static byte[] scanWithBlankBand() {
        int width = 2048;
        int height = 256;
        byte[] greys = new byte[width * height];
        for (int i = 0; i < greys.length; i++) {
            int row = i / width / 8;
            int block = row * width + i % width / 8;
            greys[i] = (byte) (row > 1 && row < 28 ? 128 : block * 2_654_435_761L >> 13 & 0x7F);
        }
        try (Mat picture = new Mat(height, width, CV_8UC1);
                BytePointer coded = new BytePointer();
                IntPointer options = new IntPointer(IMWRITE_JPEG_OPTIMIZE, 1)) {
            picture.data().put(greys);
            assertThat(imencode(".jpg", picture, coded, options)).isTrue();
            byte[] file = new byte[(int) coded.limit()];
            coded.get(file);
            return file;
        }
    }

    @Example
    void aGoodPictureIsNotBlamedForOneDecodedBesideIt() throws Exception {
        byte[] good = OddPictures.PLAIN_JPEG.bytes();
        byte[] bad = good.clone();
        Arrays.fill(bad, bad.length / 4, bad.length - 2, (byte) 0);
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Optional<String>>> work =
                    Stream.of(good, bad, good, bad)
                            .<Callable<Optional<String>>>map(file -> () -> refusal(file))
                            .toList();
            for (int i = 0; i < 20; i++) {
                List<Optional<String>> refused =
                        threads.invokeAll(work).stream().map(it -> it.resultNow()).toList();
                assertThat(refused)
                        .containsExactly(
                                Optional.empty(),
                                Optional.of("corrupt-picture"),
                                Optional.empty(),
                                Optional.of("corrupt-picture"));
            }
        }
    }
}
