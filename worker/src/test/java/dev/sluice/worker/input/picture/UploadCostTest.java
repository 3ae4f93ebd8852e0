package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.worker.input.Undecodable;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** What multiplies the work on an upload is known before it is decoded. */
class UploadCostTest {
    private static PictureLimits pixels(long pixels) {
        return new PictureLimits(pixels, 12);
    }

    /** The progressive sample with its last scan, which changes nothing, so many times more. */
    private static byte[] withMoreScans(int more) {
        byte[] file = OddPictures.PROGRESSIVE_JPEG.bytes();
        int last = 0;
        for (int i = 2; i < file.length - 1; i++) {
            last = file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xDA ? i : last;
        }
        int header = 10; // a scan of one component, and none of its data
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(file, 0, file.length - 2);
        for (int i = 0; i < more; i++) {
            all.write(file, last, header);
        }
        all.write(file, file.length - 2, 2);
        return all.toByteArray();
    }

    @Test
    void scansTimesPixelsOverTheLimitAreTooCostly() throws Exception {
        byte[] ordinary = OddPictures.PROGRESSIVE_JPEG.bytes();
        long size = PictureHeader.read(ordinary).pixels();
        int scans = PictureHeader.read(ordinary).coding().passes();
        assertThat(scans).isBetween(6, 13);
        byte[] most = withMoreScans(20 - scans);
        byte[] over = withMoreScans(21 - scans);

        assertThat(PictureDecoder.header(ordinary, pixels(size)).pixels()).isEqualTo(size);
        assertThat(PictureDecoder.header(most, pixels(size)).coding().passes()).isEqualTo(20);
        assertThatThrownBy(() -> PictureDecoder.header(over, pixels(size)))
                .isInstanceOf(Undecodable.class)
                .hasMessageStartingWith("too-costly: The JPEG takes as long to decode as 21 passes")
                .hasMessageContaining("baseline");
        // a smaller picture may be passed over more often
        assertThat(PictureDecoder.header(over, pixels(2 * size)).coding().passes()).isEqualTo(21);
    }

    @Test
    void aScanOfFewPixelsIsNotFree() {
        byte[] file = OddPictures.PROGRESSIVE_JPEG.bytes();
        int frame = 0;
        for (int i = 2; i < file.length - 1 && frame == 0; i++) {
            frame = file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xC2 ? i : 0;
        }
        file[frame + 5] = 0; // 16×16
        file[frame + 6] = 16;
        file[frame + 7] = 0;
        file[frame + 8] = 16;

        assertThatThrownBy(() -> PictureDecoder.header(file, pixels(256)))
                .hasMessageContaining("too-costly");
    }

    @Test
    void textsAndProfilesOfAPngAreNotUnpacked() throws Exception {
        byte[] packed = TinyPng.packed(new byte[1000]);
        byte[] text = new byte[2 + packed.length];
        System.arraycopy(packed, 0, text, 2, packed.length);
        TinyPng png = new TinyPng(8, 2);
        for (int i = 0; i < 3; i++) {
            png.chunk("zTXt", text).chunk("iCCP", text).chunk("zzZz");
        }
        byte[] file = png.of(1, 2, 3, 4, 5, 6);
        byte[] bare = new TinyPng(8, 2).of(1, 2, 3, 4, 5, 6);

        ByteArrayOutputStream given = new ByteArrayOutputStream();
        PngChunks.walk(file)
                .pixels()
                .forEach(part -> given.write(file, part.from(), part.to() - part.from()));
        assertThat(given.toByteArray()).isEqualTo(bare);
        try (Mat picture = PictureDecoder.decode(file)) {
            byte[] pixels = new byte[6];
            picture.data().get(pixels);
            assertThat(pixels).containsExactly(3, 2, 1, 6, 5, 4);
        }
    }

    @Test
    void whatFollowsTheEndOfAPngIsNotGivenToItsDecoder() throws Exception {
        byte[] file = new TinyPng(8, 2).of(1, 2, 3, 4, 5, 6);
        byte[] longer = Arrays.copyOf(file, file.length + 1000);

        assertThat(PngChunks.walk(longer).pixels())
                .containsExactly(new PngChunks.Part(0, file.length));
    }
}
