package dev.sluice.ops.api.calls;

import dev.sluice.ops.dashboard.act.Uploads;
import dev.sluice.shared.Settings;
import dev.sluice.shared.job.ResultPlace;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Signs addresses in the store at which a job's files are read, each for itself and an hour. */
public final class Links implements AutoCloseable {
    private static final Duration VALID = Duration.ofHours(1);

    private final S3Presigner presigner;
    private final String resultBucket;

    public Links(Settings settings) {
        this.presigner = Uploads.presigner(settings.aws());
        this.resultBucket = settings.resultBucket();
    }

    /**
     * A file, for GET.
     *
     * @param headers to send along; null: none
     * @param encoding of the bytes, beside what the answer says of itself; null: none
     */
    record Link(String href, @Nullable Map<String, String> headers, @Nullable String encoding) {}

    /**
     * All files of a job, the result's document as {@code result}.
     *
     * @param stages what its stages left, by their names
     */
    Map<String, Object> of(JobFiles files, Map<String, Map<String, JobFiles.Place>> stages) {
        Map<String, Object> links = new LinkedHashMap<>();
        links.put("uploads", plain(files.uploads()));
        files.document().ifPresent(place -> links.put("result", document(place)));
        links.put("artifacts", plain(files.artifacts()));
        if (!stages.isEmpty()) {
            Map<String, Object> signed = new LinkedHashMap<>();
            stages.forEach((stage, left) -> signed.put(stage, plain(left)));
            links.put("stages", signed);
        }
        return links;
    }

    /** A line of a pack is a gzip member of its own, so that these bytes alone are the document. */
    private Link document(ResultPlace place) {
        return switch (place) {
            case ResultPlace.Whole(String key) -> plain(new JobFiles.Place(resultBucket, key));
            case ResultPlace.InPack(String key, long offset, long length) -> {
                String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
                yield new Link(
                        sign(new JobFiles.Place(resultBucket, key), get -> get.range(range)),
                        Map.of("Range", range),
                        "gzip");
            }
        };
    }

    private Map<String, Link> plain(Map<String, JobFiles.Place> places) {
        Map<String, Link> links = new LinkedHashMap<>();
        places.forEach((name, place) -> links.put(name, plain(place)));
        return links;
    }

    private Link plain(JobFiles.Place place) {
        return new Link(sign(place, get -> {}), null, null);
    }

    private String sign(JobFiles.Place place, Consumer<GetObjectRequest.Builder> more) {
        return presigner
                .presignGetObject(
                        sign ->
                                sign.signatureDuration(VALID)
                                        .getObjectRequest(
                                                get ->
                                                        get.bucket(place.bucket())
                                                                .key(place.key())
                                                                .applyMutation(more)))
                .url()
                .toString();
    }

    @Override
    public void close() {
        presigner.close();
    }
}
