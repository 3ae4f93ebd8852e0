package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Optional;

class EventParserTest {
    private static final UploadEvent DOCUMENTED =
            new UploadEvent(
                    "mybucket",
                    "HappyFace.jpg",
                    1024,
                    "d41d8cd98f00b204e9800998ecf8427e",
                    Optional.of("096fKKXTRTtl3on89fVO.nfljtsv6qko"),
                    Optional.of("0055AED6DCD90281E5"),
                    Instant.EPOCH);

    @ParameterizedTest
    @ValueSource(strings = {"s3-put.json", "sns-notification.json", "sns-lambda.json"})
    void theDocumentedPutIsReadPlainAndInBothWrappingsOfSns(String file) throws NotAnEvent {
        assertThat(EventParser.parse(Samples.documented(file))).containsExactly(DOCUMENTED);
    }

    @Test
    void theDocumentedEventBridgeEventIsRead() throws NotAnEvent {
        assertThat(EventParser.parse(Samples.documented("eventbridge-object-created.json")))
                .containsExactly(
                        new UploadEvent(
                                "amzn-s3-demo-bucket1",
                                "example-key",
                                5,
                                "b1946ac92492d2347c6235b4d2611184",
                                Optional.of("IYV3p45BT0ac8hjHg1houSdS1a.Mro8e"),
                                Optional.of("617f08299329d189"),
                                Instant.parse("2021-11-12T00:00:00Z")));
    }

    @Test
    void theTestEventIsIgnoredPlainAndThroughSns() throws NotAnEvent {
        String body = Samples.documented("s3-test-event.json");

        assertThat(EventParser.parse(body)).isEmpty();
        assertThat(EventParser.parse(Samples.sns(body))).isEmpty();
    }

    @Test
    void rule1_theGenerationIsThePaddedSequencerThenTheTimeThenTheRun() throws NotAnEvent {
        assertThat(EventParser.parse(Samples.documented("s3-put.json")).getFirst().generation())
                .hasToString("0055AED6DCD90281E5" + "0".repeat(14) + ".0000000000000.0000");
        assertThat(
                        EventParser.parse(Samples.documented("eventbridge-object-created.json"))
                                .getFirst()
                                .generation())
                .hasToString("617F08299329D189" + "0".repeat(16) + ".1636675200000.0000");
    }

    @Test
    void rule20_keysOfS3RecordsAreDecodedAndThoseOfEventBridgeAreNot() throws NotAnEvent {
        String key = "acme/uploaded/a+b%2Fc d.jpg";

        assertThat(EventParser.parse(Samples.eventBridge(key)).getFirst().key()).isEqualTo(key);
        String body =
                Samples.documented("s3-put.json").replace("HappyFace.jpg", "red+flower%2B.jpg");
        assertThat(EventParser.parse(body).getFirst().key()).isEqualTo("red flower+.jpg");
        assertThat(EventParser.parse(Samples.sns(body)).getFirst().key())
                .isEqualTo("red flower+.jpg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ObjectRemoved:Delete",
                "ObjectTagging:Put",
                "ReducedRedundancyLostObject",
                "ObjectRestore:Completed"
            })
    void eventsThatCreateNoObjectAreIgnored(String name) throws NotAnEvent {
        assertThat(
                        EventParser.parse(
                                Samples.documented("s3-put.json")
                                        .replace("ObjectCreated:Put", name)))
                .isEmpty();
    }

    @Test
    void otherEventsOfS3ByEventBridgeAreIgnored() throws NotAnEvent {
        assertThat(
                        EventParser.parse(
                                Samples.documented("eventbridge-object-created.json")
                                        .replace("Object Created", "Object Deleted")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Hello from SNS!",
                "[]",
                "null",
                "{}",
                "{\"Records\":[{}]}",
                "{\"Records\":[{\"eventSource\":\"aws:kinesis\"}]}",
                "{\"Type\":\"Notification\",\"Message\":\"Hello\"}",
                "{\"Type\":\"Notification\"}",
                "{\"source\":\"aws.ec2\",\"detail-type\":\"Object Created\"}",
                "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\"}"
            })
    void anythingElseIsNotAnEvent(String body) {
        assertThatThrownBy(() -> EventParser.parse(body)).isInstanceOf(NotAnEvent.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"eventVersion\":\"2.1\" -> \"eventVersion\":\"3.0\"",
                "HappyFace.jpg -> Happy%zz.jpg",
                "\"size\":1024 -> \"size\":-1",
                "\"size\":1024 -> \"size\":\"many\"",
                "0055AED6DCD90281E5 -> not hexadecimal",
                "1970-01-01T00:00:00.000Z -> yesterday",
                "\"key\" -> \"name\"",
            })
    void aRecordWithAMalformedMemberIsNotAnEvent(String change) {
        String[] parts = change.split(" -> ");
        String body = Samples.documented("s3-put.json").replace(parts[0], parts[1]);

        assertThat(body).isNotEqualTo(Samples.documented("s3-put.json"));
        assertThatThrownBy(() -> EventParser.parse(body)).isInstanceOf(NotAnEvent.class);
    }
}
