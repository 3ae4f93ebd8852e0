package dev.sluice.shared.aws;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Where S3's buckets are, as the SDK says: by host name or by path, of the endpoint that the
 * environment names or of AWS's own, FIPS and dual stack. It is asked once for each.
 */
final class Buckets {
    /** Access points and directories are addressed, and signed for, in ways of their own. */
    private static final Pattern ORDINARY =
            Pattern.compile("(?!.*--)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final String KEY = "k";

    private final S3Client s3;
    private final Map<String, Optional<URI>> known = new ConcurrentHashMap<>();

    Buckets(S3Client s3) {
        this.s3 = s3;
    }

    /** A request without a method yet; empty if the bucket is none of the ordinary. */
    Optional<SdkHttpRequest.Builder> address(String bucket, String key) {
        return known.computeIfAbsent(bucket, this::find)
                .map(
                        place ->
                                SdkHttpRequest.builder()
                                        .protocol(place.getScheme())
                                        .host(place.getHost())
                                        .port(place.getPort() < 0 ? null : place.getPort())
                                        .encodedPath(
                                                place.getRawPath()
                                                        + SdkHttpUtils.urlEncodeIgnoreSlashes(
                                                                key)));
    }

    /** Up to where a key begins. */
    private Optional<URI> find(String bucket) {
        if (!ORDINARY.matcher(bucket).matches()) {
            return Optional.empty();
        }
        try {
            String url = s3.utilities().getUrl(get -> get.bucket(bucket).key(KEY)).toExternalForm();
            return url.endsWith("/" + KEY)
                    ? Optional.of(URI.create(url.substring(0, url.length() - KEY.length())))
                    : Optional.empty();
        } catch (SdkException e) {
            return Optional.empty();
        }
    }
}
