package dev.sluice.ops.cli.pipeline;

import dev.sluice.ops.fleet.UsageError;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code --set input.mean=0.5,0.5,0.5}: a value of {@code pipeline.yaml} that the user decides. */
final class GivenValue {
    private static final Pattern KEY = Pattern.compile("[a-z][A-Za-z]*([.][a-zA-Z]+)*");

    private GivenValue() {}

    static Map<String, Object> all(Map<String, String> written) {
        Map<String, Object> values = new LinkedHashMap<>();
        written.forEach((key, text) -> values.put(key(key), value(key, text)));
        return values;
    }

    private static String key(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new UsageError(
                    "--set takes a key as pipeline.yaml has it, such as input.scale=0-255, not "
                            + key);
        }
        return key;
    }

    private static Object value(String key, String text) {
        boolean list = text.contains(",") && !text.startsWith("[") && !text.startsWith("{");
        try {
            Object read =
                    new Load(LoadSettings.builder().build())
                            .loadFromString(list ? "[" + text + "]" : text);
            if (read instanceof Number || read instanceof Boolean || read instanceof List<?>) {
                return read;
            }
            return text;
        } catch (YamlEngineException e) {
            throw new UsageError("--set %s=%s is no YAML value".formatted(key, text));
        }
    }
}
