package dev.sluice.shared.aws;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a result object says about the upload that it answers, as user metadata: {@code generation},
 * and {@code source}, the upload's key, form-url-encoded because metadata are ASCII.
 */
record Fence(Generation generation, String source) {
    private static final String GENERATION = "generation";
    private static final String SOURCE = "source";

    static Fence of(Job job) {
        return new Fence(job.generation(), URLEncoder.encode(job.key(), StandardCharsets.UTF_8));
    }

    Map<String, String> metadata() {
        return Map.of(GENERATION, generation.value(), SOURCE, source);
    }

    /**
     * How an object that stands there compares: negative if it is older, zero if it is this
     * upload's, positive if it is newer. One that nobody fenced, put there by hand for example, is
     * older than any. Sequencers compare within one key only; between two keys (a.jpg, a.png) the
     * time decides.
     */
    int compare(Map<String, String> standing) {
        Map<String, String> named = lowerCase(standing);
        String value = named.getOrDefault(GENERATION, "");
        if (!Generation.isOne(value)) {
            return -1;
        }
        Generation other = new Generation(value);
        if (named.getOrDefault(SOURCE, source).equals(source)) {
            return other.compareTo(generation);
        }
        return other.compareAcrossKeys(generation) > 0 ? 1 : -1;
    }

    /** User metadata by lower-case names: some stores send the names in another case. */
    static Map<String, String> lowerCase(Map<String, String> metadata) {
        Map<String, String> lower = new TreeMap<>();
        metadata.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }
}
