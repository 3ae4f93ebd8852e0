package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dispatcher.Lookup.Found;
import dev.sluice.dispatcher.Lookup.LookupFailed;
import dev.sluice.shared.event.ObjectEvent.Created;
import dev.sluice.shared.event.ObjectEvent.ObjectName;
import dev.sluice.shared.job.Generation;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a store that denies is asked, and when it is not. */
class LookupTest {
    private final List<HeadObjectRequest> asked = new ArrayList<>();
    private final Lookup lookup = new Lookup(new Denying());

    private static Created event(OptionalLong size, Optional<String> eTag) {
        return new Created(
                new ObjectName("pictures", "a/b.jpg", Optional.of("v1")),
                Generation.of(Optional.empty(), Instant.EPOCH),
                size,
                eTag);
    }

    @Test
    void rule20_aCompleteEventAsksNothingOfTheStore() {
        assertThat(lookup.of(event(OptionalLong.of(5), Optional.of("e"))))
                .contains(new Found(5, "e"));
        assertThat(asked).isEmpty();
    }

    @Test
    void rule20_theStoreIsAskedForTheVersionAndItsRefusalNamesTheRight() {
        assertThatThrownBy(() -> lookup.of(event(OptionalLong.empty(), Optional.of("e"))))
                .isInstanceOf(LookupFailed.class)
                .hasMessageContainingAll("s3://pictures/a/b.jpg", "s3:GetObject");
        assertThat(asked).extracting(HeadObjectRequest::versionId).containsExactly("v1");
    }

    private final class Denying implements S3Client {
        @Override
        public HeadObjectResponse headObject(HeadObjectRequest request) {
            asked.add(request);
            throw S3Exception.builder().statusCode(403).message("denied").build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
