package dev.sluice.worker.task.emotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.fake.Trial;
import dev.sluice.worker.task.Finding;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import javax.imageio.ImageIO;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmotionTaskTest {
    private Trial emotion;

    @BeforeAll
    void load() {
        emotion = new Trial("emotion");
    }

    @AfterAll
    void close() throws InterruptedException {
        emotion.close();
    }

    private JsonNode face(byte[] picture) throws Exception {
        Finding.Found found = (Finding.Found) emotion.of("face", picture);
        return new ObjectMapper().valueToTree(found.result().document().get("face"));
    }

    private static BufferedImage astronaut() throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Samples.photo("astronaut.png").bytes()));
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", out);
        return out.toByteArray();
    }

    /** Pictures of one size, at places of a black one. */
    private static BufferedImage canvas(
            int width, int height, BufferedImage picture, List<int[]> places) {
        BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = canvas.createGraphics();
        graphics.setColor(Color.BLACK);
        for (int[] place : places) {
            graphics.drawImage(picture, place[0], place[1], place[2], place[2], null);
        }
        graphics.dispose();
        return canvas;
    }

    @Test
    void findsTheFaceWhereTheDetectorsAuthorsDo() throws Exception {
        JsonNode expected =
                new ObjectMapper()
                        .readTree(EmotionTaskTest.class.getResourceAsStream("/face/expected.json"))
                        .get("cases");
        for (JsonNode each : expected) {
            byte[] photo = Samples.photo(each.get("photo").asText()).bytes();
            if (each.get("faces").isEmpty()) {
                assertThat(emotion.refusal(Optional.of("face"), photo)).startsWith("no-face: ");
                continue;
            }
            JsonNode face = face(photo);
            JsonNode box = each.get("faces").get(0).get("box");
            assertThat(face.get("face_confidence").asDouble())
                    .isCloseTo(each.get("faces").get(0).get("score").asDouble(), within(0.005));
            double middle =
                    (face.get("bounding_box").get(0).asDouble()
                                    + face.get("bounding_box").get(2).asDouble())
                            / 2
                            / 512;
            assertThat(middle).isCloseTo(box.get(0).asDouble(), within(0.005));
        }
    }

    @Test
    void seesThatTheAstronautSmiles() throws Exception {
        JsonNode face = face(Samples.photo("astronaut.png").bytes());
        assertThat(face.get("emotion").asText()).isEqualTo("happy");
        assertThat(face.at("/probabilities/happy").asDouble()).isGreaterThan(0.99);
        assertThat(face.get("valence").asDouble()).isCloseTo((0.81 + 1) / 2, within(0.001));
        assertThat(face.get("arousal").asDouble()).isCloseTo((0.51 + 1) / 2, within(0.001));
        assertThat(face.get("faces").asInt()).isEqualTo(1);
    }

    @Test
    void takesTheLargestOfManyFaces() throws Exception {
        BufferedImage many =
                canvas(
                        600,
                        400,
                        astronaut().getSubimage(120, 20, 220, 220),
                        List.of(new int[] {0, 0, 340}, new int[] {360, 60, 230}));
        JsonNode face = face(png(many));
        assertThat(face.get("faces").asInt()).isEqualTo(2);
        assertThat(face.get("bounding_box").get(2).asInt()).isLessThan(340);
    }

    @Test
    void aPictureOfAnyShapeIsNotSquashed() throws Exception {
        JsonNode square = face(Samples.photo("astronaut.png").bytes());
        JsonNode wide = face(png(canvas(680, 512, astronaut(), List.of(new int[] {84, 0, 512}))));
        assertThat(wide.get("bounding_box").get(0).asInt())
                .isCloseTo(square.get("bounding_box").get(0).asInt() + 84, within(20));
        assertThat(wide.get("emotion").asText()).isEqualTo("happy");
    }

    @Test
    void saysWhyAPictureHasNoAnswer() throws Exception {
        BufferedImage half = astronaut().getSubimage(225, 0, 287, 512);
        assertThat(emotion.refusal(Optional.of("face"), png(half)))
                .isIn(
                        "face-cut-off: The picture's edge cuts the face off; take one with all of"
                                + " it, from eyes to mouth.",
                        "no-face: No face was found in this picture; take one from the front that"
                                + " fills at least a tenth of its width.");
        assertThat(emotion.refusal(Optional.of("face"), Samples.photo("coffee.png").bytes()))
                .isEqualTo(
                        "no-face: No face was found in this picture; take one from the front that"
                                + " fills at least a tenth of its width.");
        BufferedImage tiny = canvas(110, 110, astronaut(), List.of(new int[] {0, 0, 110}));
        assertThat(emotion.refusal(Optional.of("face"), png(tiny)))
                .startsWith("face-too-small: The face is 2")
                .endsWith("pixels wide, less than the 32 needed; take a picture from nearer.");
    }

    @Test
    void eachPartIsReadAsWhatItIs() throws Exception {
        byte[] words = "Thank you so much!".getBytes(StandardCharsets.UTF_8);
        assertThat(emotion.refusal(Optional.of("face"), words)).startsWith("not-a-picture: ");
        assertThat(emotion.refusal(Optional.of("voice"), words)).startsWith("not-a-sound: ");
        assertThat(emotion.refusal(Optional.of("text"), Samples.photo("astronaut.png").bytes()))
                .startsWith("wrong-encoding: ");
        assertThat(((Finding.Found) emotion.of("text", words)).result().summary())
                .containsEntry("emotion", "joy");
        assertThat(
                        ((Finding.Found)
                                        emotion.of(
                                                "voice",
                                                Samples.speech("not-ill-disposed.mp3").bytes()))
                                .result()
                                .summary())
                .containsKeys("valence", "arousal", "confidence", "seconds", "speech");
    }
}
