package dev.sluice.ops.dashboard.act;

import java.util.Locale;
import java.util.Map;

/**
 * What kinds of files are called to browsers. What is none of them may not be shown, only saved.
 */
public final class MediaTypes {
    private static final Map<String, String> BY_ENDING =
            Map.ofEntries(
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("png", "image/png"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("bmp", "image/bmp"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("json", "application/json"),
                    Map.entry("txt", "text/plain; charset=utf-8"));

    private MediaTypes() {}

    /** By a key's ending; {@code application/octet-stream} for what is not known. */
    public static String of(String key) {
        String ending = key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return BY_ENDING.getOrDefault(ending, "application/octet-stream");
    }
}
