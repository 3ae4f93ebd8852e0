package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.OddPictures;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.Arrays;
import java.util.Random;

/** The search by eight bytes ends where a search by single bytes does. */
class JpegSegmentsTest {
    private static final byte[][] FILES = {
        OddPictures.PLAIN_JPEG.bytes(),
        OddPictures.PROGRESSIVE_JPEG.bytes(),
        OddPictures.JPEG_WITH_TRAILING_BYTES.bytes(),
        OddPictures.EXIF_ORIENTATION_6.bytes()
    };

    /** Whether an end of image is found, byte by byte. */
    private static boolean ends(byte[] file) {
        int at = 2;
        while (at + 1 < file.length) {
            int code = file[at + 1] & 0xFF;
            if (file[at] != (byte) 0xFF || code == 0 || code == 0xFF) {
                at++;
            } else if (code == 0xD9) {
                return true;
            } else if (code == 0x01 || (code >= 0xD0 && code <= 0xD8)) {
                at += 2;
            } else if (at + 4 > file.length) {
                return false;
            } else {
                at += 2 + ((file[at + 2] & 0xFF) << 8 | (file[at + 3] & 0xFF));
            }
        }
        return false;
    }

    private static void assertSame(byte[] file) {
        try {
            assertThat(JpegSegments.scan(file).endMarker()).isEqualTo(ends(file));
        } catch (PictureHeader.Unreadable e) {
            assertThat(e.getMessage())
                    .containsAnyOf("two sizes", "within its header", "before its size");
        }
    }

    @Property(tries = 400)
    void cutOffAnywhere(
            @ForAll @IntRange(min = 0, max = 3) int which, @ForAll @IntRange(min = 2) int at) {
        byte[] file = FILES[which];
        byte[] part = Arrays.copyOf(file, 2 + at % (file.length - 1));
        assertSame(part);
    }

    @Property(tries = 400)
    void withManyMarkersInItsData(
            @ForAll @IntRange(min = 0, max = 3) int which,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int damages) {
        byte[] file = FILES[which].clone();
        Random random = new Random(seed);
        for (int i = 0; i < damages; i++) {
            int at = 700 + random.nextInt(file.length - 702);
            file[at] = (byte) 0xFF;
            file[at + 1] = (byte) (random.nextBoolean() ? 0xD0 + random.nextInt(10) : 0xFE);
        }
        assertSame(file);
    }

    @Example
    void aSequentialFileInOneScanIsDecodedAsItComes() throws Exception {
        assertThat(JpegSegments.scan(OddPictures.PLAIN_JPEG.bytes()).oneScan()).isTrue();
        assertThat(JpegSegments.scan(OddPictures.CMYK_JPEG.bytes()).oneScan()).isTrue();
        assertThat(JpegSegments.scan(OddPictures.PROGRESSIVE_JPEG.bytes()).oneScan()).isFalse();
    }

    @Example
    void aSequentialFileInScansOfOneComponentEachIsNot() throws Exception {
        byte[] file = OddPictures.PLAIN_JPEG.bytes();
        for (int i = 2; i < file.length; i++) {
            if (file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xDA) {
                file[i + 4] = 1;
                break;
            }
        }
        assertThat(JpegSegments.scan(file).oneScan()).isFalse();
    }
}
