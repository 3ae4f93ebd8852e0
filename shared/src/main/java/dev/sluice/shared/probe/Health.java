package dev.sluice.shared.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer to whether a program is well.
 *
 * @param state where it is in its life, one of {@link #STATES}
 * @param why for people
 */
public record Health(boolean well, String state, String why) {
    /** All states of a program, in this order, except that each may be skipped. */
    public static final List<String> STATES =
            List.of("starting", "ready", "broken", "draining", "ended");

    /** For the answer's body. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ok", well);
        json.put("state", state);
        json.put("why", why);
        return json;
    }
}
