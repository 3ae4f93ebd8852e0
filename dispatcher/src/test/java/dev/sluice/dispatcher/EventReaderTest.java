package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.event.ObjectEvent;
import dev.sluice.shared.event.ObjectEvent.Created;
import dev.sluice.shared.event.ObjectEvent.ObjectName;
import dev.sluice.shared.event.ObjectEvent.Removed;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.trace.TraceContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class EventReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Created DOCUMENTED =
            new Created(
                    new ObjectName(
                            "mybucket",
                            "HappyFace.jpg",
                            Optional.of("096fKKXTRTtl3on89fVO.nfljtsv6qko")),
                    Generation.of(Optional.of("0055AED6DCD90281E5"), Instant.EPOCH),
                    OptionalLong.of(1024),
                    Optional.of("d41d8cd98f00b204e9800998ecf8427e"));

    @ParameterizedTest
    @ValueSource(strings = {"s3-put.json", "sns-notification.json", "sns-lambda.json"})
    void theDocumentedPutIsReadPlainAndInBothWrappingsOfSns(String file) throws NotAnEvent {
        assertThat(Samples.uploads(Samples.documented(file))).containsExactly(DOCUMENTED);
    }

    @Test
    void theDocumentedEventBridgeEventIsRead() throws NotAnEvent {
        assertThat(Samples.uploads(Samples.documented("eventbridge-object-created.json")))
                .containsExactly(
                        new Created(
                                new ObjectName(
                                        "amzn-s3-demo-bucket1",
                                        "example-key",
                                        Optional.of("IYV3p45BT0ac8hjHg1houSdS1a.Mro8e")),
                                Generation.of(
                                        Optional.of("617f08299329d189"),
                                        Instant.parse("2021-11-12T00:00:00Z")),
                                OptionalLong.of(5),
                                Optional.of("b1946ac92492d2347c6235b4d2611184")));
    }

    @Test
    void aTraceIsReadFromWhereverItsTransportPutsIt() throws Exception {
        String traceparent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
        String put = Samples.documented("s3-put.json");
        ObjectNode sns = (ObjectNode) JSON.readTree(Samples.sns(put));
        sns.putObject("MessageAttributes")
                .putObject("traceparent")
                .put("Type", "String")
                .put("Value", traceparent);
        ObjectNode lambda = (ObjectNode) JSON.readTree(Samples.documented("sns-lambda.json"));
        ((ObjectNode) lambda.at("/Records/0/Sns"))
                .set("MessageAttributes", sns.path("MessageAttributes"));
        ObjectNode bridge = (ObjectNode) JSON.readTree(Samples.eventBridge("a/1.jpg"));
        bridge.put("traceparent", traceparent);

        for (ObjectNode body : List.of(sns, lambda, bridge)) {
            assertThat(EventReader.read(body.toString()))
                    .singleElement()
                    .extracting(each -> ((S3Record.Event) each).trace())
                    .isEqualTo(TraceContext.ofW3C(traceparent))
                    .isNotEqualTo(Optional.empty());
        }
        bridge.put("traceparent", "00-nonsense");
        assertThat(EventReader.read(bridge.toString()))
                .singleElement()
                .extracting(each -> ((S3Record.Event) each).trace())
                .isEqualTo(Optional.empty());
    }

    @Test
    void theTestEventIsIgnoredPlainAndThroughSns() throws NotAnEvent {
        String body = Samples.documented("s3-test-event.json");

        assertThat(EventReader.read(body)).isEmpty();
        assertThat(EventReader.read(Samples.sns(body))).isEmpty();
    }

    @Test
    void rule1_theGenerationIsThePaddedSequencerThenTheTimeThenTheRun() throws NotAnEvent {
        assertThat(Samples.uploads(Samples.documented("s3-put.json")).getFirst().generation())
                .hasToString("0055AED6DCD90281E5" + "0".repeat(14) + ".0000000000000.0000");
        assertThat(
                        Samples.uploads(Samples.documented("eventbridge-object-created.json"))
                                .getFirst()
                                .generation())
                .hasToString("617F08299329D189" + "0".repeat(16) + ".1636675200000.0000");
    }

    @Test
    void rule20_keysOfS3RecordsAreDecodedAndThoseOfEventBridgeAreNot() throws NotAnEvent {
        String key = "acme/uploaded/a+b%2Fc d.jpg";

        assertThat(Samples.uploads(Samples.eventBridge(key)).getFirst().key()).isEqualTo(key);
        String body =
                Samples.documented("s3-put.json").replace("HappyFace.jpg", "red+flower%2B.jpg");
        assertThat(Samples.uploads(body).getFirst().key()).isEqualTo("red flower+.jpg");
        assertThat(Samples.uploads(Samples.sns(body)).getFirst().key())
                .isEqualTo("red flower+.jpg");
    }

    @Test
    void rule20_eventBridgesEventIsReadThroughSnsAsWell() throws NotAnEvent {
        assertThat(Samples.uploads(Samples.sns(Samples.eventBridge("a+b.jpg"))))
                .extracting(Created::key)
                .containsExactly("a+b.jpg");
    }

    private static final String KEY = "acme/index/a+b c.jpg";
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private static Removed removal(Optional<String> versionId) {
        return new Removed(
                new ObjectName(Samples.BUCKET, KEY, versionId),
                Generation.of(Optional.of("2F"), TIME));
    }

    /** Size and eTag are not in them; the sequencer is, and orders them among the uploads. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ObjectRemoved:Delete",
                "s3:ObjectRemoved:Delete",
                "ObjectRemoved:DeleteMarkerCreated",
                "LifecycleExpiration:Delete",
                "LifecycleExpiration:DeleteMarkerCreated"
            })
    void rule4_aRemovalIsReadPlainAndThroughSns(String name) throws NotAnEvent {
        String body =
                Samples.s3Removed("Delete", KEY, "2F", TIME).replace("ObjectRemoved:Delete", name);

        assertThat(body).doesNotContain("eTag", "size");
        assertThat(EventReader.read(body))
                .containsExactly(new S3Record.Event(removal(Optional.empty())));
        assertThat(EventReader.read(Samples.sns(body)))
                .containsExactly(new S3Record.Event(removal(Optional.empty())));
    }

    /** Of a version that is deleted for good the rest of its key stands; a marker hides all. */
    @ParameterizedTest
    @CsvSource({"Delete, v1", "DeleteMarkerCreated, "})
    void rule4_onlyAnEndForGoodIsOfOneVersion(String name, String version) throws NotAnEvent {
        String body =
                Samples.s3Removed(name, KEY, "2F", TIME)
                        .replace("\"sequencer\"", "\"versionId\":\"v1\",\"sequencer\"");

        assertThat(body).contains("\"v1\"");
        assertThat(EventReader.read(body))
                .containsExactly(new S3Record.Event(removal(Optional.ofNullable(version))));
    }

    @ParameterizedTest
    @CsvSource({"Permanently Deleted, v1", "Delete Marker Created, "})
    void rule4_aRemovalIsReadFromEventBridge(String deletion, String version) throws Exception {
        ObjectNode body =
                (ObjectNode)
                        JSON.readTree(
                                Samples.eventBridge(KEY)
                                        .replace("Object Created", "Object Deleted"));
        ((ObjectNode) body.path("detail")).put("deletion-type", deletion);
        ((ObjectNode) body.at("/detail/object"))
                .put("version-id", "v1")
                .put("sequencer", "2f")
                .remove(List.of("size", "etag"));

        assertThat(EventReader.read(body.toString()))
                .containsExactly(new S3Record.Event(removal(Optional.ofNullable(version))));
        assertThat(EventReader.read(Samples.sns(body.toString())))
                .containsExactly(new S3Record.Event(removal(Optional.ofNullable(version))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ObjectTagging:Put",
                "ReducedRedundancyLostObject",
                "ObjectRestore:Completed"
            })
    void whatIsNeitherCreationNorRemovalIsToldApartAndNeedsNothingMore(String name)
            throws NotAnEvent {
        assertThat(
                        EventReader.read(
                                """
                                {"Records":[{"eventSource":"aws:s3","eventName":"%s"}]}
                                """
                                        .formatted(name)))
                .containsExactly(new S3Record.Other());
        assertThat(
                        EventReader.read(
                                Samples.documented("eventbridge-object-created.json")
                                        .replace("Object Created", "Object Tags Added")))
                .containsExactly(new S3Record.Other());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/s3/object/size",
                "/s3/object/eTag",
                "/s3/object/sequencer",
                "/eventVersion",
                "/eventSource",
                "/awsRegion"
            })
    void rule20_whatOtherStoresLeaveOutIsNoFaultOfTheRecord(String member) throws Exception {
        ObjectNode body = (ObjectNode) JSON.readTree(Samples.s3("a/b.jpg", "1", Instant.EPOCH));
        ObjectNode item = (ObjectNode) body.at("/Records/0");
        JsonPointer place = JsonPointer.compile(member);
        ((ObjectNode) item.at(place.head())).remove(place.last().getMatchingProperty());

        assertThat(Samples.uploads(body.toString()))
                .singleElement()
                .satisfies(
                        upload -> {
                            assertThat(upload.size().isPresent())
                                    .isNotEqualTo(member.endsWith("size"));
                            assertThat(upload.eTag().isPresent())
                                    .isNotEqualTo(member.endsWith("eTag"));
                        });
    }

    /** As MinIO writes it: names and the key once more beside the records, no size of nothing. */
    @Test
    void rule20_minioSaysNoSizeOfAnEmptyObject() throws NotAnEvent {
        String body =
                """
                {"EventName":"s3:ObjectCreated:Put","Key":"sluice/acme/moderate/empty.jpg",
                 "Records":[{"eventVersion":"2.0","eventSource":"minio:s3","awsRegion":"",
                  "eventTime":"2026-11-29T12:00:00.000Z","eventName":"s3:ObjectCreated:Put",
                  "s3":{"s3SchemaVersion":"1.0","bucket":{"name":"sluice"},
                  "object":{"key":"acme%2Fmoderate%2Fempty.jpg",
                  "eTag":"d41d8cd98f00b204e9800998ecf8427e","sequencer":"18EC8BE4691A8A4E"}}}]}
                """;

        assertThat(Samples.uploads(body))
                .singleElement()
                .satisfies(
                        upload -> {
                            assertThat(upload.key()).isEqualTo("acme/moderate/empty.jpg");
                            assertThat(upload.size()).isEmpty();
                        });
    }

    @Test
    void rule20_eachRecordIsJudgedByItself() throws Exception {
        ObjectNode body = (ObjectNode) JSON.readTree(Samples.s3("a/1.jpg", "1", Instant.EPOCH));
        ArrayNode records = (ArrayNode) body.path("Records");
        records.addObject();
        records.addObject().put("eventSource", "aws:kinesis");
        records.add("text");
        records.addObject().put("EventSource", "aws:sns").putObject("Sns").put("Message", "Hello");
        records.add(JSON.readTree(Samples.s3("a/2.jpg", "2", Instant.EPOCH)).at("/Records/0"));
        records.add(
                JSON.readTree(Samples.s3Removed("Delete", "a/3.jpg", "3", Instant.EPOCH))
                        .at("/Records/0"));

        assertThat(EventReader.read(body.toString()))
                .extracting(
                        each ->
                                (Object)
                                        (each instanceof S3Record.Event(ObjectEvent event, var _)
                                                ? event.getClass()
                                                : each.getClass()))
                .containsExactly(
                        Created.class,
                        S3Record.Malformed.class,
                        S3Record.Malformed.class,
                        S3Record.Malformed.class,
                        S3Record.Malformed.class,
                        Created.class,
                        Removed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Hello from SNS!",
                "[]",
                "null",
                "{}",
                "{\"Records\":{}}",
                "{\"Type\":\"Notification\",\"Message\":\"Hello\"}",
                "{\"Type\":\"Notification\"}",
                "{\"source\":\"aws.ec2\",\"detail-type\":\"Object Created\"}",
                "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\"}"
            })
    void anythingElseIsNotAnEvent(String body) {
        assertThatThrownBy(() -> EventReader.read(body)).isInstanceOf(NotAnEvent.class);
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
    void aRecordWithAMalformedMemberIsNoEvent(String change) throws NotAnEvent {
        String[] parts = change.split(" -> ");
        String body = Samples.documented("s3-put.json").replace(parts[0], parts[1]);

        assertThat(body).isNotEqualTo(Samples.documented("s3-put.json"));
        assertThat(EventReader.read(body)).singleElement().isInstanceOf(S3Record.Malformed.class);
    }
}
