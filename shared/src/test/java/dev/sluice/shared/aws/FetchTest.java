package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.shared.aws.ObjectStore.Fetched;
import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Optional;

/** Ten bytes, announced rightly, wrongly or not at all. */
class FetchTest {
    private static final byte[] BYTES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    private static final Job JOB =
            new Job(
                    new Job.Work("cats", "1"),
                    new RowKey("acme", "tom", "tom"),
                    new ObjectVersion(
                            "uploads", "acme/cats/tom.jpg", "e", Optional.empty(), BYTES.length),
                    Generation.of(Optional.of("AB"), Instant.EPOCH));

    /** One object, handed out three bytes at a time, as a network would. */
    private static final class Announcing implements S3Client {
        private final @Nullable Long length;
        private boolean readToTheEnd;

        Announcing(@Nullable Long length) {
            this.length = length;
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest get) {
            return new ResponseInputStream<>(
                    GetObjectResponse.builder().contentLength(length).build(),
                    new ByteArrayInputStream(BYTES) {
                        @Override
                        public synchronized int read() {
                            int read = super.read();
                            readToTheEnd |= read < 0;
                            return read;
                        }

                        @Override
                        public synchronized int read(byte[] to, int offset, int count) {
                            int read = super.read(to, offset, Math.min(count, 3));
                            readToTheEnd |= read < 0;
                            return read;
                        }
                    });
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static Fetched fetch(@Nullable Long length, long cap) throws InterruptedException {
        return new ObjectStore(new Announcing(length)).fetch(JOB, cap, cap);
    }

    @Test
    void theWholeObjectIsReadToItsEndWhereTheSumIsChecked() throws InterruptedException {
        for (Long length : new @Nullable Long[] {10L, null}) {
            Announcing s3 = new Announcing(length);

            Fetched.Content content = (Fetched.Content) new ObjectStore(s3).fetch(JOB, 10, 10);

            assertThat(content.bytes()).isEqualTo(BYTES);
            assertThat(s3.readToTheEnd).isTrue();
        }
    }

    @Test
    void anObjectOverTheCapIsNotTaken() throws InterruptedException {
        assertThat(fetch(10L, 9)).isEqualTo(new Fetched.TooLarge(10));
        assertThat(fetch(null, 9)).isEqualTo(new Fetched.TooLarge(10));
    }

    @Test
    void anObjectOfAnotherLengthThanAnnouncedIsReadAgainLater() {
        for (long announced : new long[] {9, 11}) {
            assertThatThrownBy(() -> fetch(announced, 100))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("not the %d bytes", announced);
        }
    }
}
