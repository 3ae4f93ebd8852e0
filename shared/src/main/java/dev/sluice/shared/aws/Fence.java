package dev.sluice.shared.aws;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a result object says about the upload that it answers, as user metadata: {@code generation},
 * and {@code source}, the upload's key. Metadata are ASCII, so the key is form-url-encoded; and S3
 * takes 2 kB of them in all, so of a long one it is the SHA-256.
 *
 * @param key the upload's, as it is
 */
record Fence(Generation generation, String key) {
    private static final String GENERATION = "generation";
    private static final String SOURCE = "source";

    /** Of the 2,048 bytes, names and generation included, half. */
    private static final int LONGEST_SOURCE = 1024;

    static Fence of(Job job) {
        return new Fence(job.generation(), job.key());
    }

    Map<String, String> metadata() {
        String encoded = encoded();
        return Map.of(
                GENERATION,
                generation.value(),
                SOURCE,
                encoded.length() <= LONGEST_SOURCE ? encoded : digest());
    }

    private String encoded() {
        return URLEncoder.encode(key, StandardCharsets.UTF_8);
    }

    /** With a sign that an encoded key cannot have. */
    private String digest() {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** In either form, for earlier versions wrote long keys encoded too. */
    private boolean isSource(String source) {
        return source.equals(encoded()) || source.equals(digest());
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
        String source = named.get(SOURCE);
        if (source == null || isSource(source)) {
            return other.compareTo(generation);
        }
        return other.compareAcrossKeys(generation) > 0 ? 1 : -1;
    }

    /** The generation that an object which stands there says, if it is of this upload's key. */
    Optional<Generation> ofThisKey(Map<String, String> standing) {
        Map<String, String> named = lowerCase(standing);
        String source = named.get(SOURCE);
        return source == null || isSource(source)
                ? Optional.ofNullable(named.get(GENERATION))
                        .filter(Generation::isOne)
                        .map(Generation::new)
                : Optional.empty();
    }

    /** User metadata by lower-case names: some stores send the names in another case. */
    static Map<String, String> lowerCase(Map<String, String> metadata) {
        Map<String, String> lower = new TreeMap<>();
        metadata.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }
}
