package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.shared.aws.ObjectStore.Put;
import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

class PutFencedTest {
    private static final String KEY = "acme/saved-result/scan_result.json";
    private static final Generation OLDER = generation(1);
    private static final Generation MINE = generation(2);
    private static final Generation NEWER = generation(3);

    private final FakeBucket bucket = new FakeBucket();
    private final ObjectStore store = new ObjectStore(bucket);

    private static Generation generation(long millis) {
        return Generation.of(Optional.of("AB"), Instant.ofEpochMilli(millis));
    }

    private static Job job(String key, Generation generation) {
        return new Job(
                new Job.Work("cats", "1"),
                new RowKey("acme", "scan", "scan"),
                new ObjectVersion("uploads", key, "etag", Optional.empty(), 1),
                generation);
    }

    private static Map<String, String> metadata(Generation generation) {
        return Map.of("generation", generation.value(), "source", "acme%2Fscan.jpg");
    }

    private Put put() {
        return put(() -> {});
    }

    private Put put(Runnable before) {
        return store.putFenced(
                "results",
                KEY,
                "application/json",
                new byte[] {1},
                job("acme/scan.jpg", MINE),
                before);
    }

    private Map<String, String> standing() {
        return bucket.objects.get(KEY).metadata();
    }

    @Test
    void rule03_whereNothingStandsOneConditionalPutIsEnough() {
        assertThat(put()).isEqualTo(Put.OURS);

        assertThat(bucket.calls).containsExactly("PUT if-none-match *");
        assertThat(standing()).isEqualTo(metadata(MINE));
    }

    @Test
    void rule03_anOlderGenerationIsReplacedOnlyAsItWasLookedAt() {
        bucket.stands(KEY, metadata(OLDER));

        assertThat(put()).isEqualTo(Put.OURS);

        assertThat(bucket.calls).containsExactly("PUT if-none-match *", "HEAD", "PUT if-match");
        assertThat(standing()).isEqualTo(metadata(MINE));
    }

    @Test
    void rule03_aNewerGenerationIsLeftAlone() {
        bucket.stands(KEY, metadata(NEWER));

        assertThat(put()).isEqualTo(Put.SUPERSEDED);

        assertThat(standing()).isEqualTo(metadata(NEWER));
    }

    @Test
    void rule03_theSameGenerationWasWrittenBefore() {
        bucket.stands(KEY, metadata(MINE));

        assertThat(put()).isEqualTo(Put.OURS);

        assertThat(bucket.calls).containsExactly("PUT if-none-match *", "HEAD");
    }

    @Test
    void rule03_anObjectWithoutAGenerationCountsAsOlder() {
        bucket.stands(KEY, Map.of());

        assertThat(put()).isEqualTo(Put.OURS);

        assertThat(standing()).isEqualTo(metadata(MINE));
    }

    @Test
    void rule03_aNewerOneThatComesBetweenLookAndWriteStands() {
        bucket.stands(KEY, metadata(OLDER));
        bucket.before.add(() -> {});
        bucket.before.add(() -> {});
        bucket.before.add(() -> bucket.stands(KEY, metadata(NEWER))); // just before PUT if-match

        assertThat(put()).isEqualTo(Put.SUPERSEDED);

        assertThat(bucket.calls)
                .containsExactly("PUT if-none-match *", "HEAD", "PUT if-match", "HEAD");
        assertThat(standing()).isEqualTo(metadata(NEWER));
    }

    @Test
    void rule03_anotherOlderOneThatComesBetweenLookAndWriteIsReplacedToo() {
        bucket.stands(KEY, metadata(generation(0)));
        bucket.before.add(() -> {});
        bucket.before.add(() -> {});
        bucket.before.add(() -> bucket.stands(KEY, metadata(OLDER)));

        assertThat(put()).isEqualTo(Put.OURS);

        assertThat(standing()).isEqualTo(metadata(MINE));
    }

    @Test
    void rule03_anObjectThatVanishesBetweenLookAndWriteIsWrittenAnew() {
        bucket.stands(KEY, metadata(OLDER));
        bucket.before.add(() -> {});
        bucket.before.add(() -> {});
        bucket.before.add(() -> bucket.objects.clear());

        assertThat(put()).isEqualTo(Put.OURS);

        assertThat(bucket.calls)
                .containsExactly(
                        "PUT if-none-match *",
                        "HEAD",
                        "PUT if-match",
                        "HEAD",
                        "PUT if-none-match *");
    }

    @Test
    void rule03_anObjectThatVanishesBeforeTheLookIsWrittenAnew() {
        bucket.stands(KEY, metadata(OLDER));
        bucket.before.add(() -> {});
        bucket.before.add(() -> bucket.objects.clear());

        assertThat(put()).isEqualTo(Put.OURS);

        assertThat(bucket.calls)
                .containsExactly("PUT if-none-match *", "HEAD", "PUT if-none-match *");
    }

    @Test
    void rule03_aConflictIsTriedAgain() {
        bucket.before.add(
                () -> {
                    throw FakeBucket.status(409);
                });

        assertThat(put()).isEqualTo(Put.OURS);

        assertThat(standing()).isEqualTo(metadata(MINE));
    }

    @Test
    void rule08_theLeaseIsCheckedBeforeEveryCall() {
        bucket.stands(KEY, metadata(OLDER));
        int[] checks = {0};

        put(() -> assertThat(bucket.calls).hasSize(checks[0]++));

        assertThat(checks[0]).isEqualTo(bucket.calls.size()).isEqualTo(3);
    }

    @Test
    void rule08_nothingIsCalledOnceTheLeaseIsOver() {
        bucket.stands(KEY, metadata(OLDER));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () ->
                                put(
                                        () -> {
                                            if (bucket.calls.size() == 2) {
                                                throw new IllegalStateException("over");
                                            }
                                        }));

        assertThat(bucket.calls).containsExactly("PUT if-none-match *", "HEAD");
        assertThat(standing()).isEqualTo(metadata(OLDER));
    }

    @Test
    void otherAnswersMeanThatS3IsUnavailable() {
        for (RuntimeException answer :
                new RuntimeException[] {
                    FakeBucket.status(403),
                    FakeBucket.status(404), // no such bucket
                    FakeBucket.status(503),
                    SdkClientException.create("no route to host")
                }) {
            bucket.before.add(
                    () -> {
                        throw answer;
                    });
            assertThatExceptionOfType(StoreUnavailable.class)
                    .isThrownBy(this::put)
                    .withMessageContaining("s3://results/" + KEY)
                    .withCause(answer);
        }
        assertThat(bucket.objects).isEmpty();
    }

    @Test
    void rule03_betweenTwoKeysOfOneResultTheTimeDecidesWhateverTheSequencers() {
        Generation earlierButLarger = Generation.of(Optional.of("FF"), Instant.ofEpochMilli(1));
        Generation laterButSmaller = Generation.of(Optional.of("01"), Instant.ofEpochMilli(9));
        Map<String, String> otherKey =
                Map.of("generation", earlierButLarger.value(), "source", "acme%2Fscan.png");
        bucket.stands(KEY, otherKey);
        assertThat(put()).isEqualTo(Put.OURS);

        bucket.stands(
                KEY, Map.of("generation", laterButSmaller.value(), "source", "acme%2Fscan.png"));
        assertThat(put()).isEqualTo(Put.SUPERSEDED);
    }

    @Test
    void rule03_namesOfMetadataInAnotherCaseFenceAsWell() {
        bucket.stands(KEY, Map.of("Generation", NEWER.value(), "Source", "acme%2Fscan.jpg"));

        assertThat(put()).isEqualTo(Put.SUPERSEDED);
    }

    @Test
    void whatAResultSaysOfItsSourceFitsIntoTheStoresMetadata() {
        String key = "acme/" + "写".repeat(339); // 1,022 bytes: S3 takes 1,024

        Put first = store.putFenced("results", KEY, "", new byte[1], job(key, MINE), () -> {});
        Put again = store.putFenced("results", KEY, "", new byte[1], job(key, MINE), () -> {});

        int size =
                standing().entrySet().stream()
                        .mapToInt(each -> each.getKey().length() + each.getValue().length())
                        .sum();
        assertThat(size).isLessThan(2048);
        assertThat(first).isEqualTo(Put.OURS);
        assertThat(again).isEqualTo(Put.OURS);
        assertThat(standing().get("source")).matches("[!-~]+");
    }

    @Test
    void aResultThatNamesALongSourceAsEarlierVersionsDidIsStillItsOwn() {
        String key = "acme/" + "x".repeat(1015);
        bucket.stands(
                KEY,
                Map.of(
                        "generation",
                        NEWER.value(),
                        "source",
                        URLEncoder.encode(key, StandardCharsets.UTF_8)));

        Put put = store.putFenced("results", KEY, "", new byte[1], job(key, MINE), () -> {});

        assertThat(put).isEqualTo(Put.SUPERSEDED);
        assertThat(new Fence(NEWER, key).compare(standing())).isZero();
    }
}
