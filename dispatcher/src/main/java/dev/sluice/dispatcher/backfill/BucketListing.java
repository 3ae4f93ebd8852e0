package dev.sluice.dispatcher.backfill;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The bucket itself, a request for each 1,000 objects.
 *
 * @param prefix what keys begin with; empty for all
 */
public record BucketListing(S3Client s3, String bucket, String prefix) implements Listing {
    /** Objects on a page, so that little is looked at twice after a stop. */
    private static final int PAGE = 100;

    @Override
    public Stream<Page> after(String position) {
        return s3
                .listObjectsV2Paginator(
                        list ->
                                list.bucket(bucket)
                                        .prefix(prefix)
                                        .startAfter(position)
                                        .encodingType(EncodingType.URL)) // XML cannot say all keys
                .stream()
                .flatMap(BucketListing::pages);
    }

    private static Stream<Page> pages(ListObjectsV2Response answer) {
        List<Page> pages = new ArrayList<>();
        List<S3Object> objects = answer.contents();
        for (int from = 0; from < objects.size(); from += PAGE) {
            List<S3Object> some = objects.subList(from, Math.min(from + PAGE, objects.size()));
            pages.add(
                    new Page(
                            some.stream().map(BucketListing::listed).toList(),
                            some.getLast().key()));
        }
        return pages.stream();
    }

    private static Listed listed(S3Object object) {
        return new Listed(
                object.key(),
                object.eTag().replace("\"", ""),
                object.size(),
                object.lastModified());
    }

    @Override
    public Optional<Listed> asItIs(Listed object) {
        return Optional.of(object);
    }

    @Override
    public String name() {
        return "s3://" + bucket + "/" + prefix;
    }
}
