package dev.sluice.ops.models.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.ops.models.compare.ComparisonPage.Title;
import dev.sluice.ops.models.trial.Answer;
import dev.sluice.ops.models.trial.Sample;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Finding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

import javax.imageio.ImageIO;

class ComparisonPageTest {
    @TempDir private Path folder;

    private static Finding found(String label, double confidence) {
        Map<String, Object> said = Map.of("class", label, "confidence", confidence);
        return new Finding.Found(
                new Result(label + " " + confidence, Map.of("classification", said), said));
    }

    private Pair pair(String name, Finding live, Finding other) throws IOException {
        Sample sample =
                new Sample(
                        Files.write(folder.resolve(name), new byte[] {(byte) 0x89, 'P', 'N', 'G'}),
                        Optional.empty());
        return new Pair(new Answer(sample, live, 10), new Answer(sample, other, 30), 36, 72);
    }

    private Pairs pairs() throws IOException {
        Finding refused =
                new Finding.Refused(new FailureReason("no-face", "There is <no> face in it."));
        return new Pairs(
                List.of(
                        pair("same.png", found("cat", 0.9), found("cat", 0.9)),
                        pair("surer.png", found("cat", 0.5), found("cat", 0.8)),
                        pair("other.png", found("cat", 0.6), found("dog & fox", 0.7)),
                        pair("refused.png", refused, refused)),
                List.of("bad.png: it fails"));
    }

    @Test
    void thoseThatDifferMostComeFirst() throws IOException {
        Pairs pairs = pairs();
        assertThat(pairs.agreement()).isEqualTo(0.75);
        assertThat(pairs.shift()).isCloseTo(0.1, within(1e-9));
        assertThat(pairs.mostDifferent(2))
                .extracting(pair -> pair.file().getFileName().toString())
                .containsExactly("other.png", "surer.png");
        assertThat(pairs.quantile(0.5, pair -> pair.other().millis())).isEqualTo(30);
    }

    @Test
    void aPageHasFiguresAndBothAnswersAndNeedsNothingBesideIt() throws IOException {
        String page =
                new ComparisonPage(
                                new Title("pets", "1", "2<b>"),
                                pairs(),
                                List.of("As a canary it did 7 jobs."),
                                OptionalDouble.of(0.05),
                                3)
                        .html();
        assertThat(page)
                .contains(
                        "<h1>pets: version 2&lt;b&gt; beside 1</h1>",
                        "<b>75.0 %</b> of 4 answers are the same; confidences differ by 0.100",
                        "<td class=\"n\">10.00</td><td class=\"n\">20.00</td>", // core-hours
                        "<td class=\"n\">0.50</td><td class=\"n\">1.00</td>", // dollars
                        "As a canary it did 7 jobs.",
                        "dog &amp; fox 0.7",
                        "src=\"data:image/png;base64,",
                        "bad.png: it fails")
                .doesNotContain("http://", "https://", "<script");
        assertThat(page.split("class=\"pair\"", -1)).hasSize(1 + 3);
    }

    @Test
    void nothingComparedIsAPage() throws IOException {
        String page =
                new ComparisonPage(
                                new Title("pets", "1", "2"),
                                new Pairs(List.of(), List.of()),
                                List.of(),
                                OptionalDouble.empty(),
                                3)
                        .html();
        assertThat(page).contains("of 0 answers").doesNotContain("dollars", "NaN");
    }

    @Test
    void aLargePictureIsShownSmall() throws IOException {
        BufferedImage large = new BufferedImage(1200, 800, BufferedImage.TYPE_3BYTE_BGR);
        Random noise = new Random(1);
        for (int i = 0; i < 1200 * 800; i++) {
            large.setRGB(i % 1200, i / 1200, noise.nextInt());
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(large, "png", file);
        String address = Thumbnail.of(file.toByteArray());

        assertThat(address).startsWith("data:image/jpeg;base64,");
        byte[] small = Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1));
        assertThat(ImageIO.read(new java.io.ByteArrayInputStream(small)).getWidth()).isEqualTo(480);
    }
}
