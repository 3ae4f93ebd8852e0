package dev.sluice.ops.fleet.erase;

import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A bucket from which objects are removed, with all their versions where it keeps them. */
final class Bucket {
    /** S3: objects in one request. */
    static final int BATCH = 1000;

    private static final int FORBIDDEN = 403;

    private final S3Client s3;
    private final String name;
    private final boolean versioned;

    private Bucket(S3Client s3, String name, boolean versioned) {
        this.s3 = s3;
        this.name = name;
        this.versioned = versioned;
    }

    static Bucket open(S3Client s3, String name) {
        return new Bucket(s3, name, keepsVersions(s3, name));
    }

    private static boolean keepsVersions(S3Client s3, String name) {
        try {
            BucketVersioningStatus status =
                    s3.getBucketVersioning(get -> get.bucket(name)).status();
            return status == BucketVersioningStatus.ENABLED
                    || status == BucketVersioningStatus.SUSPENDED;
        } catch (S3Exception e) {
            if (e.statusCode() == FORBIDDEN) { // silence would leave old versions there
                throw new StartFailure(
                        "Cannot see whether bucket %s keeps versions; allow s3:GetBucketVersioning"
                                .formatted(name),
                        e);
            }
            return false; // a store that knows no versions
        }
    }

    /** Objects, or versions and delete markers of objects, whose keys begin so. */
    Stream<ObjectIdentifier> list(String prefix) {
        return versioned ? versions(prefix) : objects(prefix);
    }

    private Stream<ObjectIdentifier> objects(String prefix) {
        return s3
                .listObjectsV2Paginator(
                        list -> list.bucket(name).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .map(object -> ObjectIdentifier.builder().key(object.key()).build());
    }

    private Stream<ObjectIdentifier> versions(String prefix) {
        return s3
                .listObjectVersionsPaginator(
                        list -> list.bucket(name).prefix(prefix).encodingType(EncodingType.URL))
                .stream()
                .flatMap(
                        page ->
                                Stream.concat(
                                        page.versions().stream()
                                                .map(v -> version(v.key(), v.versionId())),
                                        page.deleteMarkers().stream()
                                                .map(m -> version(m.key(), m.versionId()))));
    }

    private static ObjectIdentifier version(String key, String id) {
        return ObjectIdentifier.builder().key(key).versionId(id).build();
    }

    /** The versions of one object, or the object. */
    List<ObjectIdentifier> named(String key) {
        return versioned
                ? list(key).filter(each -> each.key().equals(key)).toList()
                : List.of(ObjectIdentifier.builder().key(key).build());
    }

    /**
     * Removes them.
     *
     * @param objects any number
     * @throws StartFailure if S3 refuses one, such as one that is locked; some are gone then
     */
    void delete(List<ObjectIdentifier> objects) {
        for (int from = 0; from < objects.size(); from += BATCH) {
            List<ObjectIdentifier> some =
                    new ArrayList<>(objects.subList(from, Math.min(from + BATCH, objects.size())));
            List<S3Error> errors =
                    s3.deleteObjects(
                                    delete ->
                                            delete.bucket(name)
                                                    .delete(
                                                            Delete.builder()
                                                                    .objects(some)
                                                                    .quiet(true)
                                                                    .build()))
                            .errors();
            if (!errors.isEmpty()) {
                S3Error first = errors.getFirst();
                throw new StartFailure(
                        "%d objects could not be removed, such as s3://%s/%s: %s %s"
                                .formatted(
                                        errors.size(),
                                        name,
                                        first.key(),
                                        first.code(),
                                        first.message()));
            }
        }
    }
}
