package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.shared.aws.ObjectStore.Fetched;
import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** What S3 answers for one object, over HTTP. */
class UploadsTest {
    private static final String KEY = "acme/cats/tom.jpg";
    private static final Instant EVENT = Instant.parse("2026-11-29T12:00:00.700Z");
    private static final byte[] PICTURE = "a picture, or what stands for one".getBytes();
    private static final long CAP = 100;

    private HttpBucket bucket;
    private AwsClients clients;
    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        bucket = new HttpBucket();
        clients = bucket.clients();
        store = new ObjectStore(clients.s3());
    }

    @AfterEach
    void close() {
        clients.close();
        bucket.close();
    }

    private static Job job(String eTag, long size) {
        return new Job(
                new Job.Work("cats", "1"),
                new RowKey("acme", "tom", "tom"),
                new ObjectVersion(HttpBucket.NAME, KEY, eTag, Optional.empty(), size),
                Generation.of(Optional.of("AB"), EVENT));
    }

    private void stands(byte[] bytes, Instant written, Map<String, String> headers) {
        bucket.objects.put(KEY, new HttpBucket.Stored(bytes, "\"abcdef\"", written, headers));
    }

    private Fetched fetch(String eTag) throws InterruptedException {
        return store.fetch(job(eTag, PICTURE.length), CAP, CAP);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private Fetched fetchPacked(byte[] bytes, String encoding) throws InterruptedException {
        stands(bytes, EVENT, Map.of("Content-Encoding", encoding));
        return store.fetch(job("abcdef", bytes.length), CAP, 2 * CAP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bcde", "\"abcdef\"", ""})
    void rule02_anEventWithAnotherETagThanTheObjectsIsReadAllTheSame(String eTag)
            throws InterruptedException {
        stands(PICTURE, Instant.parse("2026-11-29T12:00:00Z"), Map.of());

        Fetched fetched = fetch(eTag);

        assertThat(((Fetched.Content) fetched).bytes()).isEqualTo(PICTURE);
    }

    @Test
    void rule02_anObjectWrittenAfterTheEventIsNotTheEvents() throws InterruptedException {
        stands(PICTURE, Instant.parse("2026-11-29T12:00:01Z"), Map.of());

        assertThat(fetch("123456")).isEqualTo(new Fetched.Newer());
        assertThat(bucket.reads()).containsExactly("GET " + KEY, "HEAD " + KEY);
    }

    @Test
    void rule02_anObjectThatIsGoneIsDeletedWhicheverCallFindsOut() throws InterruptedException {
        assertThat(fetch("abcdef")).isEqualTo(new Fetched.Deleted());

        bucket.errors.put("GET " + KEY, new HttpBucket.Error(412, "PreconditionFailed", "changed"));
        assertThat(fetch("123456")).isEqualTo(new Fetched.Deleted());
    }

    @ParameterizedTest
    @CsvSource({
        "403, InvalidObjectState, The operation is not valid for the object's storage class,"
                + " object-archived",
        "400, InvalidRequest, The object was stored using a form of Server Side Encryption. The"
                + " correct parameters must be provided to retrieve the object., object-encrypted",
        "400, KMS.DisabledException, arn:aws:kms:eu-west-1:1:key/2 is disabled., object-encrypted",
        "400, KMS.NotFoundException, Key does not exist, object-encrypted",
        "403, AccessDenied, User is not authorized to perform: kms:Decrypt on the resource,"
                + " object-encrypted",
        "403, AccessDenied, User: arn:aws:sts::1:assumed-role/internal-limits/i-0 is not authorized"
                + " to perform: kms:Decrypt on the resource, object-encrypted",
        "403, AccessDenied, The ciphertext refers to a customer master key that does not exist or"
                + " that you are not allowed to access., object-encrypted",
    })
    void rule02_whatNobodyCanReadIsTheObjectsOwnFailureWithItsRemedy(
            int status, String code, String message, String reason) throws InterruptedException {
        bucket.errors.put("GET " + KEY, new HttpBucket.Error(status, code, message));

        Fetched.Refused refused = (Fetched.Refused) fetch("abcdef");

        assertThat(refused.why().code()).isEqualTo(reason);
        assertThat(refused.why().sentence()).contains("upload it");
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, User: arn:aws:sts::1:assumed-role/sluice-kms/i-0 is not authorized to"
                + " perform: s3:GetObject on resource: arn:aws:s3:::acme-kms-uploads/cat.jpg",
        "403, AccessDenied, Access Denied",
        "403, InvalidAccessKeyId, The AWS access key does not exist in our records.",
        "400, ExpiredToken, The provided token has expired.",
        "400, KMS.ThrottlingException, You have exceeded the rate at which you may call KMS.",
        "400, KMS.KMSInternalException, KMS had an error",
        "404, NoSuchBucket, The specified bucket does not exist",
    })
    void rule02_whatIsWrongWithTheFleetIsNoFailureOfTheObject(
            int status, String code, String message) {
        bucket.errors.put("GET " + KEY, new HttpBucket.Error(status, code, message));

        assertThatThrownBy(() -> fetch("abcdef")).isInstanceOf(StoreUnavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "aws-chunked,gzip", "aws-chunked, GZIP"})
    void packedObjectsAreUnpacked(String encoding) throws IOException, InterruptedException {
        assertThat(((Fetched.Content) fetchPacked(gzip(PICTURE), encoding)).bytes())
                .isEqualTo(PICTURE);
        assertThat(((Fetched.Content) fetchPacked(PICTURE, encoding)).bytes())
                .describedAs("only its header says packed")
                .isEqualTo(PICTURE);
    }

    @Test
    void aFileThatIsAnArchiveItselfIsReadAsItIs() throws IOException, InterruptedException {
        stands(gzip(PICTURE), EVENT, Map.of());

        assertThat(((Fetched.Content) fetch("abcdef")).bytes()).isEqualTo(gzip(PICTURE));
    }

    @Test
    void packedMembersOneAfterTheOtherAreOneFile() throws IOException, InterruptedException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(Arrays.copyOf(PICTURE, 5)));
        both.write(gzip(Arrays.copyOfRange(PICTURE, 5, PICTURE.length)));

        assertThat(((Fetched.Content) fetchPacked(both.toByteArray(), "gzip")).bytes())
                .isEqualTo(PICTURE);
    }

    @Test
    void theCapCountsUnpackedBytesOfAllMembers() throws IOException, InterruptedException {
        byte[] whole = gzip(new byte[(int) CAP]);
        byte[] two = Arrays.copyOf(whole, whole.length * 2);
        System.arraycopy(whole, 0, two, whole.length, whole.length);

        assertThat(((Fetched.Content) fetchPacked(whole, "gzip")).bytes()).hasSize((int) CAP);
        for (byte[] over : new byte[][] {gzip(new byte[(int) CAP + 1]), two}) {
            assertThat(((Fetched.Refused) fetchPacked(over, "gzip")).why().toString())
                    .startsWith("too-many-bytes")
                    .contains("than the 100 bytes");
        }
    }

    @Test
    void damagedPackingIsToldAndNotTriedAgain() throws IOException, InterruptedException {
        byte[] cut = gzip(PICTURE);
        byte[] wrong = gzip(PICTURE);
        wrong[wrong.length - 6] ^= 1; // its sum

        for (byte[] damaged : new byte[][] {Arrays.copyOf(cut, cut.length - 9), wrong}) {
            assertThat(((Fetched.Refused) fetchPacked(damaged, "gzip")).why().code())
                    .isEqualTo("corrupt-object");
        }
    }

    @Test
    void rule17_anObjectIsHeldOnlyInTheRoomThatWasSetAside()
            throws IOException, InterruptedException {
        byte[] packed = gzip(new byte[(int) CAP]);
        stands(packed, EVENT, Map.of("Content-Encoding", "gzip"));
        Job job = job("abcdef", packed.length);

        Fetched first = store.fetch(job, CAP, packed.length);

        assertThat(first).isEqualTo(new Fetched.NeedsRoom(packed.length + CAP));
        assertThat(store.fetch(job, CAP, ((Fetched.NeedsRoom) first).bytes()))
                .isInstanceOf(Fetched.Content.class);
        assertThat(store.fetch(job, CAP, packed.length - 1))
                .describedAs("more than the event announced")
                .isEqualTo(new Fetched.NeedsRoom(packed.length));
    }
}
