package dev.sluice.shared.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.shared.job.JobCodec.NotAJob;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

class JobCodecTest {
    private static final Job JOB =
            new Job(
                    new Job.Work("flakes", "1"),
                    new RowKey("acme", "scan-0000001", "scan-0000001"),
                    new ObjectVersion(
                            "uploads",
                            "acme/uploaded/scan-0000001_original.jpg",
                            "d41d8cd98f00b204e9800998ecf8427e",
                            Optional.of("v1"),
                            12345),
                    Generation.of(Optional.of("0055AED6DCD90281E5"), Instant.ofEpochMilli(7)));

    @Test
    void theFormIsTheOneThatIsWrittenDown() {
        assertThat(JobCodec.write(JOB))
                .isEqualTo(
                        """
                        {"version":1,"pipeline":"flakes","modelVersion":"1","customerID":"acme",\
                        "imageID":"scan-0000001","rowID":"scan-0000001","bucket":"uploads",\
                        "key":"acme/uploaded/scan-0000001_original.jpg",\
                        "eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"v1","size":12345,\
                        "generation":"0055AED6DCD90281E500000000000000.0000000000007.0000",\
                        "eventTime":7}\
                        """);
    }

    @Property
    void readingWhatWasWrittenGivesTheJobAgain(@ForAll("jobs") Job job) throws NotAJob {
        assertThat(JobCodec.read(JobCodec.write(job))).isEqualTo(job);
    }

    @Property
    void theBodyHoldsOnlyCharactersThatSqsTakes(@ForAll("jobs") Job job) {
        assertThat(JobCodec.write(job)).matches("[\\x20-\\x7F]*");
    }

    @Provide
    Arbitrary<Job> jobs() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<Generation> generations =
                Combinators.combine(
                                Arbitraries.strings()
                                        .withChars("0123456789abcdefABCDEF")
                                        .ofMinLength(1)
                                        .ofMaxLength(32),
                                Arbitraries.longs().between(0, 9_999_999_999_999L))
                        .as((hex, t) -> Generation.of(Optional.of(hex), Instant.ofEpochMilli(t)));
        Arbitrary<Job.Work> work =
                Combinators.combine(
                                text,
                                text,
                                Arbitraries.of(Job.Kind.class),
                                text.optional(),
                                text.optional())
                        .as(Job.Work::new);
        return Combinators.combine(
                        work,
                        text.list().ofSize(6),
                        text.optional(),
                        Arbitraries.longs().greaterOrEqual(0),
                        generations)
                .as(
                        (what, t, version, size, generation) ->
                                new Job(
                                        what,
                                        new RowKey(t.get(0), t.get(1), t.get(2)),
                                        what.kind() == Job.Kind.REMOVED
                                                ? ObjectVersion.gone(t.get(3), t.get(4), version)
                                                : new ObjectVersion(
                                                        t.get(3), t.get(4), t.get(5), version,
                                                        size),
                                        generation));
    }

    private static Job with(Job.Kind kind, Optional<String> stage, Optional<String> part) {
        return new Job(
                new Job.Work("flakes", "1", kind, stage, part),
                JOB.row(),
                kind == Job.Kind.REMOVED
                        ? ObjectVersion.gone(JOB.bucket(), JOB.key(), Optional.empty())
                        : JOB.object(),
                JOB.generation());
    }

    @Test
    void whatAnOlderWorkerMustNotTakeForAnUploadIsOfVersion2() {
        assertThat(JobCodec.write(with(Job.Kind.REMOVED, Optional.empty(), Optional.empty())))
                .isEqualTo(
                        """
                        {"version":2,"pipeline":"flakes","modelVersion":"1","customerID":"acme",\
                        "imageID":"scan-0000001","rowID":"scan-0000001","bucket":"uploads",\
                        "key":"acme/uploaded/scan-0000001_original.jpg",\
                        "generation":"0055AED6DCD90281E500000000000000.0000000000007.0000",\
                        "eventTime":7,"kind":"removed"}\
                        """);
        assertThat(JobCodec.write(with(Job.Kind.CREATED, Optional.of("train"), Optional.empty())))
                .startsWith("{\"version\":2,")
                .contains("\"eTag\"", "\"size\"")
                .endsWith("\"eventTime\":7,\"stage\":\"train\"}");
        assertThat(JobCodec.write(with(Job.Kind.CREATED, Optional.empty(), Optional.of("voice"))))
                .startsWith("{\"version\":2,")
                .endsWith("\"eventTime\":7,\"part\":\"voice\"}");
    }

    @Test
    void aKindThatIsWrittenOutIsReadAndAnUnknownOneIsRefused() throws NotAJob {
        String json = JobCodec.write(with(Job.Kind.REMOVED, Optional.empty(), Optional.empty()));

        assertThatExceptionOfType(NotAJob.class)
                .isThrownBy(() -> JobCodec.read(json.replace("removed", "moved")))
                .withMessage("kind \"moved\" is none that this program knows");
        String created =
                JobCodec.write(JOB)
                        .replace("\"version\":1", "\"version\":2")
                        .replace("\"eventTime\":7", "\"eventTime\":7,\"kind\":\"created\"");
        assertThat(JobCodec.read(created)).isEqualTo(JOB);
    }

    /** One build of workers must not forget what another works on. */
    @Test
    void ofVersion1AJobIsWhatOlderWorkersTakeItFor() throws NotAJob {
        String json =
                JobCodec.write(JOB)
                        .replace(
                                "\"eventTime\":7",
                                "\"eventTime\":7,\"kind\":\"removed\",\"part\":\"voice\"");

        assertThat(JobCodec.read(json)).isEqualTo(JOB);
    }

    @Test
    void anEventTimeThatIsNotTheGenerationsIsRefused() {
        assertThatExceptionOfType(NotAJob.class)
                .isThrownBy(
                        () ->
                                JobCodec.read(
                                        JobCodec.write(JOB)
                                                .replace("\"eventTime\":7", "\"eventTime\":8")))
                .withMessageStartingWith("eventTime 8 is not that of generation 0055AED6");
    }

    @Test
    void aJobWithoutAVersionOfItsObjectHasNoSuchMember() throws NotAJob {
        String json = JobCodec.write(JOB).replace("\"versionId\":\"v1\",", "");

        assertThat(JobCodec.read(json).versionId()).isEmpty();
        assertThat(JobCodec.write(JobCodec.read(json))).isEqualTo(json);
    }

    @Test
    void membersOfANewerDispatcherAreIgnored() throws NotAJob {
        String json =
                JobCodec.write(JOB).replaceFirst("\\{", "{\"priority\":{\"of\":[1,2]},\"x\":null,");

        assertThat(JobCodec.read(json)).isEqualTo(JOB);
    }

    @Test
    void aHigherVersionIsRefused() {
        assertThatExceptionOfType(NotAJob.class)
                .isThrownBy(
                        () ->
                                JobCodec.read(
                                        JobCodec.write(JOB)
                                                .replace("\"version\":1", "\"version\":3")))
                .withMessage(
                        "job version 3 is newer than 2, the highest this program reads; upgrade"
                                + " it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version",
                "pipeline",
                "modelVersion",
                "customerID",
                "imageID",
                "rowID",
                "bucket",
                "key",
                "eTag",
                "size",
                "generation",
                "eventTime"
            })
    void aMissingMemberIsNamed(String member) {
        String without =
                JobCodec.write(JOB)
                        .replaceFirst("\"" + member + "\":(\"[^\"]*\"|\\d+),?", "")
                        .replace(",}", "}");

        assertThatExceptionOfType(NotAJob.class)
                .isThrownBy(() -> JobCodec.read(without))
                .withMessage("no member \"%s\"".formatted(member));
    }

    @Test
    void otherTextIsNoJob() {
        for (String body :
                List.of(
                        "",
                        "null",
                        "[]",
                        "42",
                        "hello",
                        "{",
                        JobCodec.write(JOB).replace(".0000000000007.", ".7."),
                        JobCodec.write(JOB).replace("12345", "\"big\""))) {
            assertThatExceptionOfType(NotAJob.class).as(body).isThrownBy(() -> JobCodec.read(body));
        }
    }
}
