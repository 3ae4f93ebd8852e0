package dev.sluice.ops.dashboard.web;

import io.javalin.http.Context;

import java.util.LinkedHashMap;
import java.util.Map;

/** What every answer tells the browser not to do. */
final class Headers {
    private final Map<String, String> all = new LinkedHashMap<>();

    /**
     * @param uploads the origin of the store, which the page may send uploads to
     */
    Headers(String uploads) {
        all.put(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
                        + " media-src 'self'; worker-src 'self' blob:; connect-src 'self' "
                        + uploads
                        + "; manifest-src 'self'; form-action 'self'; base-uri 'none';"
                        + " frame-ancestors 'none'");
        all.put("X-Content-Type-Options", "nosniff");
        all.put("X-Frame-Options", "DENY");
        all.put("Referrer-Policy", "no-referrer");
        all.put("Cross-Origin-Opener-Policy", "same-origin");
        all.put("Cross-Origin-Resource-Policy", "same-origin");
        all.put("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        all.put("Cache-Control", "no-store");
    }

    void addTo(Context ctx) {
        all.forEach(ctx::header);
    }

    /** For what customers uploaded: whatever it is, it may do nothing, even opened by itself. */
    static void sandbox(Context ctx) {
        ctx.header("Content-Security-Policy", "default-src 'none'; sandbox");
    }
}
