package dev.sluice.ops.dashboard.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The page's own files, from the class path. */
final class Assets {
    private static final Pattern NAME = Pattern.compile("([a-z0-9-]+/)*[a-z0-9-]+\\.[a-z]+");
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Asset(byte[] bytes, String type, String tag) {}

    private final Map<String, Asset> read = new ConcurrentHashMap<>();

    /** The same page for every address: what it shows is the browser's business. */
    void page(Context ctx) {
        file(ctx, "index.html");
    }

    void file(Context ctx, String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        if (!NAME.matcher(name).matches()
                || !TYPES.containsKey(ending)
                || Assets.class.getResource(path(name)) == null) {
            ctx.status(HttpStatus.NOT_FOUND);
            return;
        }
        Asset asset = read.computeIfAbsent(name, Assets::load);
        ctx.header("Cache-Control", "no-cache"); // asked for each time, sent when it is another
        ctx.header("ETag", asset.tag());
        if (asset.tag().equals(ctx.header("If-None-Match"))) {
            ctx.status(HttpStatus.NOT_MODIFIED);
            return;
        }
        ctx.contentType(asset.type()).result(asset.bytes());
    }

    private static Asset load(String name) {
        try (InputStream file = Assets.class.getResourceAsStream(path(name))) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            byte[] bytes = file.readAllBytes();
            String ending = name.substring(name.lastIndexOf('.') + 1);
            return new Asset(bytes, TYPES.getOrDefault(ending, ""), Tag.of(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(String name) {
        return "/dev/sluice/ops/dashboard/assets/" + name;
    }
}
