package dev.sluice.worker.output;

import java.util.Map;
import java.util.Optional;

/**
 * What a task found, before it is written.
 *
 * @param document the members of the result document that follow its head; values that Jackson
 *     writes as JSON (maps, lists, strings, numbers)
 * @param summary the row's {@code metadata}; small, for the row stays under 1 KB: strings,
 *     integers, doubles and maps of these
 * @param attributes further string attributes of the row, such as {@code materialType}
 * @param picture the annotated picture as JPEG bytes, if the pipeline makes one
 */
public record Result(
        Map<String, Object> document,
        Map<String, Object> summary,
        Map<String, String> attributes,
        Optional<Picture> picture) {

    /**
     * @param annotated JPEG of the whole picture
     * @param thumbnail JPEG, 256 px along its longer side
     */
    @SuppressWarnings("ArrayRecordComponent") // encoded bytes, written once and dropped
    public record Picture(byte[] annotated, byte[] thumbnail) {}
}
