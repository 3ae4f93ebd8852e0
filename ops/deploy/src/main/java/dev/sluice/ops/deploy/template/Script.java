package dev.sluice.ops.deploy.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an instance does when it boots: a file beside this class, with names between at signs. */
final class Script {
    private static final Pattern NAME = Pattern.compile("@([A-Z_]+)@");

    private final String text;
    private final Map<String, String> values;

    private Script(String text, Map<String, String> values) {
        this.text = text;
        this.values = values;
    }

    /**
     * @param file its name
     */
    static Script of(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not beside this class");
            }
            return new Script(new String(in.readAllBytes(), StandardCharsets.UTF_8), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Script with(String name, Object value) {
        Map<String, String> more = new HashMap<>(values);
        more.put(name, String.valueOf(value));
        return new Script(text, more);
    }

    /**
     * All values are put in at once, so that none is looked for names.
     *
     * @throws IllegalStateException if a name has no value
     */
    String text() {
        return NAME.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1))));
    }

    private String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("nobody says what " + name + " is");
        }
        return value;
    }

    /** A file of an environment. */
    static String lines(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("\n"));
    }
}
