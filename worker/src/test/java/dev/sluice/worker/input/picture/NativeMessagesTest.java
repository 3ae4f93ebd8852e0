package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.worker.input.Undecodable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

@EnabledOnOs(OS.LINUX)
class NativeMessagesTest {
    /** Decodes broken pictures of all formats in a process of its own. */
    public static void main(String[] args) {
        byte[] jpeg = OddPictures.PLAIN_JPEG.bytes();
        Arrays.fill(jpeg, jpeg.length / 2, jpeg.length - 2, (byte) 0);
        byte[] gif = OddPictures.GIF.bytes();
        Arrays.fill(gif, gif.length / 2, gif.length, (byte) 0);
        byte[] bmp = Arrays.copyOf(OddPictures.BMP.bytes(), 10_000);
        int refused = 0;
        for (byte[] file :
                new byte[][] {bmp, gif, OddPictures.PNG_WITH_WRONG_CHECKSUM.bytes(), jpeg}) {
            try {
                PictureDecoder.decode(file).close();
            } catch (Undecodable e) {
                refused++;
            }
        }
        System.out.println(refused + " refused");
    }

    @Test
    void whatLibrariesPrintDoesNotReachTheStandardError() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                NativeMessagesTest.class.getName())
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(err).isEmpty();
        assertThat(out).contains("4 refused");
    }

    @Test
    void whatStandsInQuotesIsTheFilesOwnAndNotLogged() {
        assertThat(
                        NativeMessages.forLog(
                                "libpng warning: iCCP: profile 'it's private': bad size\n"
                                        + "and 'b'\n"))
                .isEqualTo("libpng warning: iCCP: profile '…': bad size\nand '…'");
    }
}
