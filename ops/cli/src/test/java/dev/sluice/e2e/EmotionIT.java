package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.job.Parts;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Faces, voices and texts from upload to row and document, and those of one capture together. */
final class EmotionIT {
    private static final byte[] FACE = Samples.photo("astronaut.png").bytes();
    private static final byte[] VOICE = Samples.speech("not-ill-disposed.wav").bytes();
    private static final byte[] TEXT = Samples.text("thanks.txt").bytes();

    private static boolean settled(Row row, int parts) {
        Map<String, Parts.Part> all = row.parts().byName();
        return all.size() == parts
                && all.values().stream().allMatch(part -> part.answered() || part.failed());
    }

    private static Row awaitParts(Customer customer, String session, int parts) {
        String id = "emotion#" + session;
        Awaitility.await(id)
                .until(() -> customer.row(id).filter(row -> settled(row, parts)).isPresent());
        return customer.row(id).orElseThrow();
    }

    /** What a document says, but for what tells of the last arrival. */
    private static JsonNode state(Customer customer, Row row) {
        ObjectNode document = (ObjectNode) customer.result(row);
        document.remove(List.of("milliseconds", "image_id"));
        return document;
    }

    @Test
    void rule4_partsInAnyOrderEndInOneStateAndAloneInTheirOwn() throws Exception {
        Path pipelines = Pipes.repository();
        for (String name : List.of("emotion", "voice", "text")) {
            Pipes.shipped(pipelines, name);
        }
        try (Fleet fleet = new Fleet(pipelines)) {
            fleet.workerHere(Map.of(), new ApiMeter());
            Customer customer = fleet.customer();
            String uploads = customer.id() + "/uploaded/";
            customer.put(uploads + "one/face.jpg", FACE);
            customer.put(uploads + "one/voice.wav", VOICE);
            customer.put(uploads + "one/text.txt", TEXT);
            customer.put(uploads + "two/text.txt", "I hate this.".getBytes(StandardCharsets.UTF_8));
            customer.put(uploads + "two/voice.mp3", Samples.speech("not-ill-disposed.mp3").bytes());
            customer.put(uploads + "two/text.txt", TEXT);
            customer.put(uploads + "two/voice.wav", VOICE);
            customer.put(uploads + "two/face.jpg", FACE);
            customer.put(uploads + "bad/face.jpg", Samples.photo("coffee.png").bytes());
            customer.put(
                    uploads + "bad/voice.flac", "fLaC\0\0\0\"".getBytes(StandardCharsets.UTF_8));
            customer.put(uploads + "bad/text.txt", new byte[] {'Z', (byte) 0xFC, 'r'});
            customer.put(customer.id() + "/voice/call.wav", VOICE);
            customer.put(customer.id() + "/text/note.txt", TEXT);

            Row one = awaitParts(customer, "one", 3);
            Row two = awaitParts(customer, "two", 3);
            Row bad = awaitParts(customer, "bad", 3);
            Row voice = customer.awaitSettled("voice#call");
            Row text = customer.awaitSettled("text#note");
            customer.awaitQueuesEmpty("emotion"); // the document follows the row

            JsonNode state = state(customer, one);
            assertThat(state).isEqualTo(state(customer, two));
            assertThat(one.text("resultKey"))
                    .contains(customer.id() + "/saved-result/one_emotion.json");
            fused(state, one);
            for (String member : List.of("valence", "arousal", "confidence")) {
                assertThat(state.at("/voice/" + member))
                        .isEqualTo(customer.result(voice).at("/voice/" + member));
                assertThat(state.at("/text/" + member))
                        .isEqualTo(customer.result(text).at("/text/" + member));
            }
            assertThat(bad.status()).contains(Row.Status.FAILED);
            assertThat(bad.parts().byName().get("face").failureReason().orElseThrow())
                    .startsWith("no-face: ");
            assertThat(bad.parts().byName().get("voice").failureReason().orElseThrow())
                    .startsWith("unsupported-format: This is a FLAC recording");
            assertThat(bad.parts().byName().get("text").failureReason().orElseThrow())
                    .startsWith("wrong-encoding: ");
        }
    }

    /** The formula of the contract, on what the document says of the parts. */
    private static void fused(JsonNode state, Row row) {
        double weight = 0;
        double valence = 0;
        double arousal = 0;
        String dominant = "";
        double surest = -1;
        for (String part : List.of("face", "voice", "text")) {
            double confidence = state.get(part).get("confidence").asDouble();
            weight += confidence;
            valence += confidence * state.get(part).get("valence").asDouble();
            arousal += confidence * state.get(part).get("arousal").asDouble();
            dominant = confidence > surest ? part : dominant;
            surest = Math.max(surest, confidence);
            assertThat(state.get(part).get("source").asText()).isEqualTo(part);
        }
        Map<String, Double> wanted =
                Map.of(
                        "valence", valence / weight,
                        "arousal", arousal / weight,
                        "confidence", Math.min(1, weight / 3));
        wanted.forEach(
                (name, value) -> {
                    assertThat(state.get(name).asDouble()).as(name).isCloseTo(value, within(6e-5));
                    assertThat(Double.parseDouble(row.map("metadata").get(name).n()))
                            .isEqualTo(state.get(name).asDouble());
                });
        assertThat(state.get("dominant").asText()).isEqualTo(dominant);
        assertThat(state.get("modelVersion").asText()).isEqualTo("1");
        assertThat(state.get("note").asText()).contains("no medical");
    }
}
