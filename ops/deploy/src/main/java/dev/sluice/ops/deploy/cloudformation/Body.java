package dev.sluice.ops.deploy.cloudformation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Mappings as a template has them. */
public final class Body {
    private Body() {}

    /**
     * A mapping in the order given.
     *
     * @param keysAndValues in turns; what is an empty {@link Optional}, {@link OptionalInt}, list
     *     or mapping is left out
     */
    public static Map<String, Object> of(Object... keysAndValues) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            String key = (String) keysAndValues[i];
            switch (keysAndValues[i + 1]) {
                case Optional<?> some -> some.ifPresent(value -> body.put(key, value));
                case OptionalInt some -> some.ifPresent(value -> body.put(key, value));
                case List<?> list when list.isEmpty() -> {}
                case Map<?, ?> map when map.isEmpty() -> {}
                case Object value -> body.put(key, value);
            }
        }
        return Collections.unmodifiableMap(body);
    }
}
