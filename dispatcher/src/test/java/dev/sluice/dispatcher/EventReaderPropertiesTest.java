package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

class EventReaderPropertiesTest {
    @Property
    void rule20_everyKeySurvivesS3sEncodingPlainAndThroughSns(@ForAll("keys") String key)
            throws NotAnEvent {
        String body = Samples.s3(key, "1", Instant.EPOCH);

        assertThat(Samples.uploads(body).getFirst().key()).isEqualTo(key);
        assertThat(Samples.uploads(Samples.sns(body)).getFirst().key()).isEqualTo(key);
    }

    @Property
    void rule20_everyKeyIsReadAsItIsFromEventBridge(@ForAll("keys") String key) throws NotAnEvent {
        assertThat(Samples.uploads(Samples.eventBridge(key)).getFirst().key()).isEqualTo(key);
    }

    /** Percent-encoding every byte is also form-url-encoding: other stores do so. */
    @Property
    void rule20_aFullyPercentEncodedKeyIsTheSameKey(@ForAll("keys") String key) throws NotAnEvent {
        StringBuilder encoded = new StringBuilder();
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02x".formatted(b));
        }
        String body = Samples.documented("s3-put.json").replace("HappyFace.jpg", encoded);

        assertThat(Samples.uploads(body).getFirst().key()).isEqualTo(key);
    }

    /** No input makes the reader fail in any other way than it says. */
    @Property
    void aBodyIsAnEventOrNotAnEventAndNothingElse(@ForAll("damaged") String body) {
        try {
            assertThat(EventReader.read(body)).hasSizeLessThanOrEqualTo(1);
        } catch (NotAnEvent e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Provide
    Arbitrary<String> keys() {
        Arbitrary<String> odd = Arbitraries.of(" ", "+", "%", "%2F", "/", "ü", "漢", "😀", "&", "=");
        Arbitrary<String> plain =
                Arbitraries.integers()
                        .between(0x20, 0x10FFFF)
                        .filter(c -> c < 0xD800 || c > 0xDFFF)
                        .map(Character::toString);
        return Arbitraries.oneOf(odd, plain)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    /** AWS's example with a piece cut out. */
    @Provide
    Arbitrary<String> damaged() {
        String whole = Samples.documented("s3-put.json");
        Arbitrary<Integer> places = Arbitraries.integers().between(0, whole.length());
        return places.flatMap(
                a ->
                        places.map(
                                b ->
                                        whole.substring(0, Math.min(a, b))
                                                + whole.substring(Math.max(a, b))));
    }
}
