package dev.sluice.ops.api.calls;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a job is asked for, from the API's own root on. */
record JobAddress(String customer, String item) {
    String path() {
        return "/v1/jobs/" + encoded(customer) + "/" + encoded(item);
    }

    /** The answer to what is sent from now on, and to nothing before. */
    String path(Awaited awaited) {
        return path() + awaited.query();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
