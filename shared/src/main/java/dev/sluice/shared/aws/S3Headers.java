package dev.sluice.shared.aws;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.DateUtils;

import java.time.DateTimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Between the SDK's requests and answers of S3 and HTTP's headers, by the SDK's own description.
 */
final class S3Headers {
    /** What a request may wish for; the SDK does something of its own for others. */
    private static final Set<String> PLAIN =
            Set.of(
                    "Bucket",
                    "Key",
                    "IfMatch",
                    "IfNoneMatch",
                    "VersionId",
                    "Range",
                    "ContentType",
                    "Metadata");

    private S3Headers() {}

    /**
     * Adds headers and parameters to a request that has its address.
     *
     * @return empty if the request wishes for more than is plain
     */
    static Optional<SdkHttpRequest> write(SdkPojo wishes, SdkHttpRequest.Builder request) {
        for (SdkField<?> field : wishes.sdkFields()) {
            @Nullable Object value = field.getValueOrDefault(wishes);
            if (value == null || Map.of().equals(value)) {
                continue;
            }
            if (!PLAIN.contains(field.memberName())) {
                return Optional.empty();
            }
            switch (field.location()) {
                case PATH, GREEDY_PATH -> {
                    // it is in the address
                }
                case QUERY_PARAM ->
                        request.putRawQueryParameter(field.locationName(), value.toString());
                case HEADER -> {
                    if (value instanceof Map<?, ?> map) {
                        map.forEach(
                                (name, text) ->
                                        request.putHeader(
                                                field.locationName() + name, String.valueOf(text)));
                    } else {
                        request.putHeader(field.locationName(), value.toString());
                    }
                }
                default -> throw new IllegalStateException("no place for " + field.memberName());
            }
        }
        return Optional.of(request.build());
    }

    /** Fills in what an answer's headers say. What cannot be read is left out. */
    static void read(SdkHttpResponse headers, SdkPojo answer) {
        for (SdkField<?> field : answer.sdkFields()) {
            if (field.location() == MarshallLocation.HEADER) {
                if (field.marshallingType().getKnownType() == MarshallingKnownType.MAP) {
                    field.set(answer, startingWith(field.locationName(), headers.headers()));
                } else {
                    headers.firstMatchingHeader(field.locationName())
                            .ifPresent(text -> set(field, text, answer));
                }
            }
        }
    }

    private static void set(SdkField<?> field, String text, SdkPojo answer) {
        try {
            switch (field.marshallingType().getKnownType()) {
                case STRING -> field.set(answer, text);
                case LONG -> field.set(answer, Long.valueOf(text));
                case INTEGER -> field.set(answer, Integer.valueOf(text));
                case BOOLEAN -> field.set(answer, Boolean.valueOf(text));
                case INSTANT -> field.set(answer, DateUtils.parseRfc822Date(text));
                default -> throw new IllegalStateException("no header: " + field.memberName());
            }
        } catch (NumberFormatException | DateTimeException e) {
            // as if it were not there
        }
    }

    private static Map<String, String> startingWith(
            String prefix, Map<String, List<String>> headers) {
        Map<String, String> named = new HashMap<>();
        headers.forEach(
                (name, values) -> {
                    if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                        named.put(name.substring(prefix.length()), values.getFirst());
                    }
                });
        return named;
    }
}
