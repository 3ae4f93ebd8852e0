package dev.sluice.ops.local.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void photosAndMicrographsArePictures() {
        assertThat(Samples.photos()).hasSize(6);
        assertThat(Samples.photos())
                .allSatisfy(
                        photo ->
                                assertThat(PictureBytes.decode(photo.bytes()).getWidth())
                                        .isBetween(451, 1000));
        assertThat(Samples.micrographs())
                .allSatisfy(
                        micrograph ->
                                assertThat(PictureBytes.decode(micrograph.bytes()).getWidth())
                                        .isEqualTo(1920));
    }

    @Test
    void aPictureThatIsNotThereIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Samples.photo("nobody.png").bytes())
                .withMessageContaining("/samples/photos/nobody.png");
    }
}
