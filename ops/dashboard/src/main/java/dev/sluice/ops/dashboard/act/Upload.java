package dev.sluice.ops.dashboard.act;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Where a browser sends a file, to the store itself.
 *
 * @param customer whose it becomes
 * @param item the sort key of the row that will tell of it
 * @param key the object's
 * @param url for the whole file, by PUT; null where it goes in parts
 * @param headers to send along with the whole file
 * @param parts for each part, in order, by PUT; empty where it goes whole
 * @param partSize bytes of each part but the last
 * @param uploadID of the parts; null where it goes whole
 */
public record Upload(
        String customer,
        String item,
        String key,
        @Nullable String url,
        Map<String, String> headers,
        List<String> parts,
        long partSize,
        @Nullable String uploadID) {
    public Upload {
        headers = Map.copyOf(headers);
        parts = List.copyOf(parts);
    }
}
