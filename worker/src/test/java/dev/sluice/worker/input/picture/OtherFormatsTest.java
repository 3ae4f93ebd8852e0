package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.ops.local.samples.OddPictures;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A format that is known is named; "not a picture" is said of none of them. */
class OtherFormatsTest {
    @ParameterizedTest
    @CsvSource({
        "FF0A, JPEG XL",
        "0000000C4A584C200D0A870A, JPEG XL",
        "0000000C6A5020200D0A870A, JPEG 2000",
        "FF4FFF51, JPEG 2000",
        "00000018667479706865696300000000, HEIC",
        "000000186674797068656978, HEIC",
        "00000020667479706D696631000000006D69663168656963, HEIC",
        "00000020667479706D696631000000006D69663161766966, AVIF",
        "00000020667479706176696600000000, AVIF",
        "000000146674797071742020, QuickTime",
        "000000206674797069736F6D, MP4",
        "0000001866747970637278200000, CR3",
        "49492A00100000004352, CR2",
        "49492A0008000000, TIFF",
        "4D4D002A00000008, TIFF",
        "255044462D312E37, PDF",
        "3C73766720786D6C6E733D22, SVG",
        "1A45DFA3, Matroska",
        "38425053, Photoshop",
        "504B0304, ZIP"
    })
    void aKnownFormatIsNamed(String hex, String name) {
        byte[] file = java.util.HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> PictureHeader.read(file))
                .isInstanceOfSatisfying(
                        PictureHeader.Unreadable.class,
                        e ->
                                assertThat(e.kind())
                                        .isEqualTo(PictureHeader.Unreadable.Kind.UNSUPPORTED))
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({"C0, 12, 12 bits", "C3, 16, 16 bits", "C5, 8, hierarchical", "F7, 8, JPEG-LS"})
    void aJpegThatNoDecoderReadsIsNamed(String marker, int precision, String name) {
        byte[] file = OddPictures.PLAIN_JPEG.bytes();
        for (int i = 2; i < file.length; i++) {
            if (file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xC0) {
                file[i + 1] = (byte) Integer.parseInt(marker, 16);
                file[i + 4] = (byte) precision;
                break;
            }
        }
        assertThatThrownBy(() -> PictureHeader.read(file)).hasMessageContaining(name);
    }

    @Test
    void whatIsUnknownIsNoPicture() {
        for (String text : new String[] {"", "hello", "<html>", "P", "\u00FF", "GIF90a"}) {
            assertThatThrownBy(() -> PictureHeader.read(text.getBytes(ISO_8859_1)))
                    .isInstanceOfSatisfying(
                            PictureHeader.Unreadable.class,
                            e ->
                                    assertThat(e.kind())
                                            .isEqualTo(
                                                    PictureHeader.Unreadable.Kind.NOT_A_PICTURE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00000018667479706865696300000000, a HEIC picture",
        "00000020667479706176696600000000, an AVIF picture",
        "FF0A, a JPEG XL picture",
        "0000000C6A5020200D0A870A, a JPEG 2000 picture",
        "49492A0008000000, a TIFF picture"
    })
    void aCustomerReadsWhatItIsAndWhatToDo(String hex, String what) {
        byte[] file = java.util.HexFormat.of().parseHex(hex);
        PictureLimits limits = new PictureLimits(1_000, 12);
        assertThatThrownBy(() -> PictureDecoder.header(file, limits))
                .hasMessage(
                        "unsupported-format: The file is "
                                + what
                                + ", which cannot be read here; save it as JPEG or PNG and upload"
                                + " that.");
    }
}
