package dev.sluice.shared.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of an S3 key, such as {@code {customerID}/uploaded/{imageID}_original.{jpg|png}}. It
 * reads keys into variables and renders variables into keys, and the two undo each other: {@code
 * render(match(key)) = key}.
 *
 * <p>A variable is any run without a slash, one to a path segment. A list of alternatives matches
 * in any case and counts as the variable {@link #ALTERNATIVE}; it may only end the pattern.
 */
public final class KeyPattern {
    /** The name under which the alternative that a key ends with is kept. */
    public static final String ALTERNATIVE = "extension";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z][a-zA-Z0-9]*");

    private final String source;
    private final List<Segment> segments;
    private final Set<String> alternatives;
    private final Pattern regex;
    private final List<String> variables;

    /** What stands before, between and after the variables. */
    private final List<String> literals;

    /**
     * @throws IllegalArgumentException with a sentence for the user if the pattern is malformed
     */
    public KeyPattern(String source) {
        this.source = source;
        this.segments = new ArrayList<>();
        this.variables = new ArrayList<>();
        this.alternatives = new HashSet<>();
        StringBuilder expression = new StringBuilder();
        String[] parts = source.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            expression.append(i == 0 ? "" : "/");
            segments.add(parse(parts[i], i == parts.length - 1, expression));
        }
        this.regex = Pattern.compile(expression.toString(), Pattern.DOTALL);
        this.literals = List.of(PLACEHOLDER.split(source, -1));
    }

    /**
     * @param prefix literal text before the variable; the whole segment if there is none
     * @param suffix literal text after it, without alternatives
     */
    record Segment(String prefix, boolean variable, String suffix) {}

    private Segment parse(String text, boolean last, StringBuilder expression) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("\"" + source + "\" has an empty path segment");
        }
        String prefix = "";
        String suffix = "";
        boolean variable = false;
        Matcher matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String literal = withoutBraces(text.substring(end, matcher.start()));
            String inside = matcher.group(1);
            expression.append(Pattern.quote(literal));
            if (inside.contains("|")) {
                if (!last || matcher.end() != text.length()) {
                    throw new IllegalArgumentException(
                            "\"" + source + "\" may have alternatives only at its end");
                }
                for (String alternative : inside.split("\\|", -1)) {
                    alternatives.add(alternative.toLowerCase(Locale.ROOT));
                }
                List<String> quoted = alternatives.stream().sorted().map(Pattern::quote).toList();
                expression.append("((?i:").append(String.join("|", quoted)).append("))");
                variables.add(ALTERNATIVE);
            } else if (variable || variables.contains(inside)) {
                throw new IllegalArgumentException(
                        "\"%s\" may have one variable to a path segment, each once"
                                .formatted(source));
            } else if (inside.equals(ALTERNATIVE)) {
                throw new IllegalArgumentException(
                        "\"%s\": {%s} names what alternatives at the end match; choose another name"
                                .formatted(source, ALTERNATIVE));
            } else if (!VARIABLE.matcher(inside).matches()) {
                throw new IllegalArgumentException(
                        "\"%s\": \"%s\" is not a variable name".formatted(source, inside));
            } else {
                variable = true;
                variables.add(inside);
                prefix = literal;
                expression.append("([^/]+)");
                end = matcher.end();
                continue;
            }
            suffix = literal;
            end = matcher.end();
        }
        String rest = withoutBraces(text.substring(end));
        expression.append(Pattern.quote(rest));
        return variable
                ? new Segment(prefix, true, suffix + rest)
                : new Segment(suffix + rest, false, "");
    }

    private String withoutBraces(String literal) {
        if (literal.indexOf('{') >= 0 || literal.indexOf('}') >= 0) {
            throw new IllegalArgumentException("\"" + source + "\" has an unmatched brace");
        }
        return literal;
    }

    /** The variables' values, or nothing if the key has another shape. */
    public Optional<Map<String, String>> match(String key) {
        Matcher matcher = regex.matcher(key);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            values.put(variables.get(i), matcher.group(i + 1));
        }
        return Optional.of(values);
    }

    /**
     * The variables' values of a key that would have this shape if only its extension were another:
     * {@link #ALTERNATIVE} is then what the key ends with. Nothing if it has the shape, or lacks
     * more.
     */
    public Optional<Map<String, String>> matchButExtension(String key) {
        int dot = key.lastIndexOf('.');
        if (dot < key.lastIndexOf('/') + 1 || match(key).isPresent()) {
            return Optional.empty();
        }
        for (String accepted : extensions()) {
            Optional<Map<String, String>> values = match(key.substring(0, dot + 1) + accepted);
            if (values.isPresent()) {
                values.get().computeIfPresent(ALTERNATIVE, (name, v) -> key.substring(dot + 1));
                return values;
            }
        }
        return Optional.empty();
    }

    /** What keys of this shape have behind their last dot, in lower case; empty if anything. */
    public SortedSet<String> extensions() {
        Segment last = segments.getLast();
        SortedSet<String> extensions = new TreeSet<>();
        for (String ending : endings()) {
            String literal = (last.variable ? last.suffix : last.prefix) + ending;
            if (literal.indexOf('.') >= 0) {
                extensions.add(
                        literal.substring(literal.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
            }
        }
        return extensions;
    }

    /**
     * The key for these values; names that the pattern does not use are ignored.
     *
     * @throws IllegalArgumentException if a variable has no value
     */
    public String render(Map<String, String> values) {
        StringBuilder key = new StringBuilder(literals.getFirst());
        for (int i = 0; i < variables.size(); i++) {
            String name = variables.get(i);
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "\"%s\" needs a value for {%s}".formatted(source, name));
            }
            key.append(value).append(literals.get(i + 1));
        }
        return key.toString();
    }

    /** What every key begins with whose variables have these values, as far as they are known. */
    public String start(Map<String, String> values) {
        StringBuilder start = new StringBuilder(literals.getFirst());
        for (int i = 0; i < variables.size() && values.containsKey(variables.get(i)); i++) {
            start.append(values.get(variables.get(i))).append(literals.get(i + 1));
        }
        return start.toString();
    }

    /** The names in the order of their appearance, {@link #ALTERNATIVE} included. */
    public List<String> variables() {
        return List.copyOf(variables);
    }

    /** The alternatives at the end, in lower case; empty if there are none. */
    public Set<String> alternatives() {
        return Set.copyOf(alternatives);
    }

    /**
     * Whether keys end with one of several whole file names, {@code {face.jpg|text.txt}}, so that
     * what lies in one folder belongs together.
     */
    public boolean endsInNames() {
        Segment last = segments.getLast();
        return !alternatives.isEmpty() && !last.variable && last.prefix.isEmpty();
    }

    /** This pattern with more literal text at its end. */
    public KeyPattern plus(String suffix) {
        return new KeyPattern(source + suffix);
    }

    /**
     * Whether some key could match both. Two patterns are told apart by a folder or by the literal
     * parts of the file name.
     */
    public boolean overlaps(KeyPattern other) {
        if (segments.size() != other.segments.size()) {
            return false;
        }
        for (int i = 0; i < segments.size() - 1; i++) {
            if (!overlap(segments.get(i), "", other.segments.get(i), "")) {
                return false;
            }
        }
        for (String mine : endings()) {
            for (String theirs : other.endings()) {
                if (overlap(segments.getLast(), mine, other.segments.getLast(), theirs)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The pattern's parts between slashes. */
    List<Segment> segments() {
        return List.copyOf(segments);
    }

    private Set<String> endings() {
        return alternatives.isEmpty() ? Set.of("") : alternatives;
    }

    /**
     * @param aEnd the alternative that ends a, in lower case, which any case matches
     */
    private static boolean overlap(Segment a, String aEnd, Segment b, String bEnd) {
        if (!a.variable && !b.variable) {
            return (a.prefix + aEnd).length() == (b.prefix + bEnd).length()
                    && endAlike(a.prefix, aEnd, b.prefix, bEnd);
        }
        if (!a.variable) {
            return overlap(b, bEnd, a, aEnd);
        }
        if (!b.variable) {
            String text = b.prefix + bEnd;
            int sameCase = Math.min(a.prefix.length(), b.prefix.length());
            return text.length() > (a.prefix + a.suffix + aEnd).length()
                    && text.startsWith(a.prefix.substring(0, sameCase))
                    && text.regionMatches(true, 0, a.prefix, 0, a.prefix.length())
                    && endAlike(a.suffix, aEnd, b.prefix, bEnd);
        }
        return (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix))
                && endAlike(a.suffix, aEnd, b.suffix, bEnd);
    }

    /** Whether one text ends with the other, where alternatives match in any case. */
    private static boolean endAlike(String a, String aEnd, String b, String bEnd) {
        String mine = a + aEnd;
        String theirs = b + bEnd;
        int common = Math.min(mine.length(), theirs.length());
        int anyCase = Math.min(common, Math.max(aEnd.length(), bEnd.length()));
        return mine.regionMatches(
                        true, mine.length() - anyCase, theirs, theirs.length() - anyCase, anyCase)
                && mine.regionMatches(
                        mine.length() - common, theirs, theirs.length() - common, common - anyCase);
    }

    /** As written. */
    @Override
    public String toString() {
        return source;
    }
}
