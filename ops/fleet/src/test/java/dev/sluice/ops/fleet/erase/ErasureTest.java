package dev.sluice.ops.fleet.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.paginators.ListObjectVersionsIterable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What belongs to a customer, and a bucket that keeps versions, which the emulators do not. */
class ErasureTest {
    @TempDir private Path repository;
    private Pipelines pipelines;

    @BeforeEach
    void read() throws IOException {
        write(
                "scans",
                "{customerID}/uploaded/{imageID}_original",
                "{customerID}/saved-result/{imageID}");
        write("faces", "{customerID}Face", "face-result/{customerID}");
        pipelines = Pipelines.read(repository, List.of());
    }

    private void write(String name, String match, String output) throws IOException {
        Files.writeString(
                Files.createDirectory(repository.resolve(name)).resolve("pipeline.yaml"),
                """
                name: %s
                match: "%s.{jpg|png}"
                row: "%s#{customerID}"
                task: classify
                output: {name: "%s", artifacts: [thumbnail.jpg]}
                """
                        .formatted(name, match, name, output));
    }

    private Whose whose(String customer, String... chosen) {
        List<Pipeline> some =
                chosen.length == 0
                        ? pipelines.all()
                        : List.of(chosen).stream()
                                .map(name -> pipelines.named(name).orElseThrow())
                                .toList();
        return new Whose(customer, pipelines, some);
    }

    @Test
    void whatIsTheCustomersIsToldFromWhatOnlyBeginsSo() {
        Whose acme = whose("acme");

        assertThat(acme.uploadPrefixes()).containsExactly("acme/uploaded/", "acmeFace.");
        assertThat(acme.resultPrefixes())
                .containsExactly(
                        "acme/saved-result/",
                        "face-result/acme_result.json",
                        "face-result/acme_thumbnail.jpg");
        assertThat(acme.upload("acme/uploaded/1_original.jpg")).contains(Kind.UPLOADS);
        assertThat(acme.upload("acme/uploaded/1_original.heic")).contains(Kind.UPLOADS);
        assertThat(acme.upload("acmeFace.jpg")).contains(Kind.UPLOADS);
        assertThat(acme.upload("acme2/uploaded/1_original.jpg")).isEmpty();
        assertThat(acme.upload("acme/notes.txt")).isEmpty();
        assertThat(acme.result("acme/saved-result/1_result.json")).contains(Kind.RESULTS);
        assertThat(acme.result("acme/saved-result/1_thumbnail.jpg")).contains(Kind.RESULTS);
        assertThat(acme.result("acme/saved-result/packs/scans/p.jsonl.gz")).contains(Kind.PACKS);
        assertThat(acme.result("acme2/saved-result/1_result.json")).isEmpty();
        assertThat(acme.result("acme/saved-result/notes.txt")).isEmpty();
    }

    @Test
    void onePipelinesShareIsNotTheWholeCustomer() {
        Whose scans = whose("acme", "scans");

        assertThat(scans.whole()).isFalse();
        assertThat(scans.uploadPrefixes()).containsExactly("acme/uploaded/");
        assertThat(scans.upload("acmeFace.jpg")).isEmpty();
        assertThat(scans.result("face-result/acme_result.json")).isEmpty();
    }

    @Test
    void whatIsNoCustomersIdIsRefused() {
        assertThatThrownBy(() -> whose(" ")).isInstanceOf(UsageError.class);
        assertThatThrownBy(() -> whose("acme/")).isInstanceOf(UsageError.class);
    }

    /** A bucket with two versions of one object, and the marker of a deleted one. */
    private static final class Versions implements S3Client {
        private final List<ObjectIdentifier> deleted = new ArrayList<>();
        private boolean locked;

        @Override
        public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest get) {
            return GetBucketVersioningResponse.builder()
                    .status(BucketVersioningStatus.SUSPENDED)
                    .build();
        }

        @Override
        public ListObjectVersionsIterable listObjectVersionsPaginator(
                ListObjectVersionsRequest list) {
            return new ListObjectVersionsIterable(this, list);
        }

        @Override
        public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest list) {
            return ListObjectVersionsResponse.builder()
                    .isTruncated(false)
                    .versions(
                            ObjectVersion.builder().key("acme/a").versionId("1").build(),
                            ObjectVersion.builder().key("acme/a").versionId("2").build())
                    .deleteMarkers(DeleteMarkerEntry.builder().key("acme/b").versionId("3").build())
                    .build();
        }

        @Override
        public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest delete) {
            deleted.addAll(delete.delete().objects());
            return locked
                    ? DeleteObjectsResponse.builder()
                            .errors(
                                    S3Error.builder()
                                            .key("acme/a")
                                            .code("AccessDenied")
                                            .message("it is locked")
                                            .build())
                            .build()
                    : DeleteObjectsResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
    }

    @Test
    void ofABucketThatKeepsVersionsAllAreRemoved() {
        Versions s3 = new Versions();
        Bucket bucket = Bucket.open(s3, "uploads");

        bucket.delete(bucket.list("acme/").toList());

        assertThat(s3.deleted)
                .extracting(each -> each.key() + " " + each.versionId())
                .containsExactly("acme/a 1", "acme/a 2", "acme/b 3");
    }

    @Test
    void whatIsLockedIsSaidAndNotPassedOver() {
        Versions s3 = new Versions();
        s3.locked = true;
        Bucket bucket = Bucket.open(s3, "uploads");
        List<ObjectIdentifier> all = bucket.list("acme/").toList();

        assertThatThrownBy(() -> bucket.delete(all))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("such as s3://uploads/acme/a: AccessDenied it is locked");
    }

    /** A table that has no time for deletes, so many times. */
    private static final class Busy implements DynamoDbClient {
        private int times;
        private int calls;

        Busy(int times) {
            this.times = times;
        }

        @Override
        public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest write) {
            calls++;
            return BatchWriteItemResponse.builder()
                    .unprocessedItems(times-- > 0 ? write.requestItems() : Map.of())
                    .build();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }

    private static final List<Row> ROWS =
            List.of(
                    new Row(
                            Map.of(
                                    "customerID", AttributeValue.fromS("acme"),
                                    "imageID", AttributeValue.fromS("scans#1"))));

    @Test
    void rowsThatDynamoDbHasNoTimeForAreRemovedALittleLater() {
        Busy busy = new Busy(3);
        List<Duration> rests = new ArrayList<>();

        new CustomerRows(busy, "Rows", rests::add).delete(ROWS);

        assertThat(busy.calls).isEqualTo(4);
        assertThat(rests).hasSize(3).allMatch(Duration::isPositive);
    }

    @Test
    void aTableThatNeverHasTimeEndsTheErasureWithASentence() {
        List<Duration> rests = new ArrayList<>();
        CustomerRows rows = new CustomerRows(new Busy(Integer.MAX_VALUE), "Rows", rests::add);

        assertThatThrownBy(() -> rows.delete(ROWS))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("table Rows has no time for deletes and left 1 rows");
        assertThat(rests.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofSeconds(20), Duration.ofMinutes(2));
    }

    @Test
    void aBucketThatMayNotBeAskedForVersionsIsAnErrorForOldOnesWouldStay() {
        S3Client denying =
                new S3Client() {
                    @Override
                    public GetBucketVersioningResponse getBucketVersioning(
                            GetBucketVersioningRequest get) {
                        throw S3Exception.builder()
                                .statusCode(403)
                                .awsErrorDetails(
                                        AwsErrorDetails.builder().errorCode("AccessDenied").build())
                                .build();
                    }

                    @Override
                    public String serviceName() {
                        return "s3";
                    }

                    @Override
                    public void close() {}
                };

        assertThatThrownBy(() -> Bucket.open(denying, "uploads"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("allow s3:GetBucketVersioning");
    }
}
