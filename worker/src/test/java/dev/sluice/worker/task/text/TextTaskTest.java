package dev.sluice.worker.task.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.worker.fake.Trial;
import dev.sluice.worker.output.Result;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextTaskTest {
    private Trial texts;

    @BeforeAll
    void load() {
        texts = new Trial("text");
    }

    @AfterAll
    void close() throws InterruptedException {
        texts.close();
    }

    private static JsonNode resource(String name) throws IOException {
        return new ObjectMapper().readTree(TextTaskTest.class.getResourceAsStream("/text/" + name));
    }

    private JsonNode of(String text) throws Exception {
        Result result = texts.result(text.getBytes(StandardCharsets.UTF_8));
        return new ObjectMapper().valueToTree(result.document().get("text"));
    }

    @Test
    void splitsAsTheTokenizerThatTheModelWasTrainedWith() throws Exception {
        Vocabulary vocabulary =
                Vocabulary.read(
                        texts.pipeline().folder().resolve("all-minilm-l6-v2-q-tokenizer.json"));
        for (JsonNode each : resource("tokenizer.json")) {
            Ids ids = new WordPieces(vocabulary).of(each.get("text").asText());
            JsonNode expected = each.get("ids");
            assertThat(ids.size() + 2).as(each.get("text").asText()).isEqualTo(expected.size());
            for (int i = 0; i < ids.size(); i++) {
                assertThat(ids.at(i))
                        .as("%d of %s", i, each.get("text").asText())
                        .isEqualTo(expected.get(i + 1).asInt());
            }
        }
    }

    @Test
    void meetsTheExpectedNumbers() throws Exception {
        JsonNode expected = resource("expected.json");
        for (JsonNode each : expected.get("cases")) {
            JsonNode found = of(each.get("text").asText());
            String text = each.get("text").asText();
            assertThat(found.get("emotion").asText())
                    .as(text)
                    .isEqualTo(each.get("group").asText());
            assertThat(found.get("language").asText()).as(text).isEqualTo("en");
            assertThat(found.at("/ratings/valence").asDouble())
                    .as(text)
                    .isCloseTo(each.get("affect").get(0).asDouble(), within(0.1));
            assertThat(found.at("/ratings/arousal").asDouble())
                    .as(text)
                    .isCloseTo(each.get("affect").get(1).asDouble(), within(0.1));
        }
    }

    /** Abramowitz and Stegun's table: what of a normal distribution is below 0.66 and -1.69. */
    @Test
    void itsScaleIsTheShareOfSentencesRatedLower() throws Exception {
        JsonNode joy = of("Thank you so much, this made my day!");
        double rating = joy.at("/ratings/valence").asDouble();
        assertThat(joy.get("valence").asDouble())
                .isCloseTo(normal((rating - 2.98) / 0.35), within(1e-3));
        assertThat(joy.get("valence").asDouble()).isGreaterThan(0.6);
        JsonNode anger = of("I am so angry with you, you ruined everything.");
        assertThat(anger.get("valence").asDouble()).isLessThan(0.15);
        assertThat(anger.get("arousal").asDouble()).isGreaterThan(0.9);
    }

    /** By integration, slowly. */
    private static double normal(double z) {
        double sum = 0;
        for (double x = -8; x < z; x += 1e-4) {
            sum += Math.exp(-x * x / 2) * 1e-4;
        }
        return sum / Math.sqrt(2 * Math.PI);
    }

    @Test
    void saysSoOfLanguagesThatItDoesNotKnow() throws Exception {
        JsonNode german = of("Das ist der beste Tag meines Lebens, ich bin so glücklich!");
        assertThat(german.get("language").asText()).isEqualTo("de");
        assertThat(german.get("confidence").asDouble()).isZero();
        assertThat(german.get("note").asText())
                .isEqualTo(
                        "The text seems to be in German, and the model knows English only; its"
                                + " answer counts for nothing.");
        assertThat(of("😀").get("confidence").asDouble()).isZero();
        assertThat(of("Я очень рад вас видеть").get("note").asText())
                .startsWith("The text seems to be in a language in the script Cyrl, and");
    }

    @Test
    void readsALongTextPassageByPassage() throws Exception {
        String sentence = "Thank you so much, this made my day! ";
        JsonNode once = of(sentence);
        JsonNode often = of(sentence.repeat(200));
        assertThat(often.get("passages").asInt()).isBetween(8, 16);
        assertThat(often.get("emotion").asText()).isEqualTo(once.get("emotion").asText());
    }

    @Test
    void oneByteIsATextToo() throws Exception {
        assertThat(of("a").get("language").asText()).isEqualTo("en");
        assertThat(of("?").get("language").asText()).isEqualTo("zxx");
    }
}
