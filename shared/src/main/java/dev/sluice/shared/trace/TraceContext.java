package dev.sluice.shared.trace;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a trace, as two headers write it: W3C's {@code traceparent} and X-Ray's {@code
 * X-Amzn-Trace-Id}, which SQS carries as a message's {@code AWSTraceHeader}. The same 32 digits
 * name a trace in both; X-Ray joins the first eight, once a time, and the rest by a hyphen.
 *
 * @param traceID 32 lower-case hexadecimal digits, not all of them zero
 * @param spanID 16 such digits: of the span that is the parent of what comes next
 * @see <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader">
 *     X-Ray's tracing header</a>
 */
public record TraceContext(String traceID, String spanID, Sampling sampling) {
    /** Whether the spans of a trace are kept. */
    public enum Sampling {
        KEEP,
        DROP,
        /** Nobody has said; W3C's header cannot tell this from {@link #DROP}. */
        UNDECIDED
    }

    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");

    private static final Pattern W3C =
            Pattern.compile(
                    "(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private static final Pattern ROOT = Pattern.compile("1-([0-9a-f]{8})-([0-9a-f]{24})");
    private static final int SPAN_DIGITS = 16;
    private static final int TIME_DIGITS = 8;

    public TraceContext {
        if (!isOne(traceID, spanID)) {
            throw new IllegalArgumentException("no trace: %s, %s".formatted(traceID, spanID));
        }
    }

    private static boolean isOne(String traceID, String spanID) {
        return TRACE_ID.matcher(traceID).matches() && SPAN_ID.matcher(spanID).matches();
    }

    /** Empty if it is malformed: a broken header must not cost anybody an upload. */
    public static Optional<TraceContext> ofW3C(String traceparent) {
        Matcher header = W3C.matcher(traceparent.strip());
        // versions to come may append something
        if (!header.matches() || (header.group(1).equals("00") && header.group(5) != null)) {
            return Optional.empty();
        }
        boolean keep = (Integer.parseInt(header.group(4), 16) & 1) == 1;
        return of(header.group(2), header.group(3), keep ? Sampling.KEEP : Sampling.DROP);
    }

    /**
     * Empty if it is malformed. One without {@code Parent}, as load balancers write it, begins a
     * trace and names no span: the end of the trace's own name stands for it.
     */
    public static Optional<TraceContext> ofXRay(String header) {
        Map<String, String> fields = new HashMap<>();
        for (String field : header.split(";", -1)) {
            String[] pair = field.split("=", 2);
            if (pair.length == 2) {
                fields.put(pair[0].strip(), pair[1].strip().toLowerCase(Locale.ROOT));
            }
        }
        Matcher root = ROOT.matcher(fields.getOrDefault("Root", ""));
        if (!root.matches()) {
            return Optional.empty();
        }
        String traceID = root.group(1) + root.group(2);
        String spanID =
                fields.getOrDefault("Parent", traceID.substring(traceID.length() - SPAN_DIGITS));
        return of(
                traceID,
                spanID,
                switch (fields.getOrDefault("Sampled", "?")) {
                    case "1" -> Sampling.KEEP;
                    case "0" -> Sampling.DROP;
                    default -> Sampling.UNDECIDED;
                });
    }

    private static Optional<TraceContext> of(String traceID, String spanID, Sampling sampling) {
        return isOne(traceID, spanID)
                ? Optional.of(new TraceContext(traceID, spanID, sampling))
                : Optional.empty();
    }

    /** As the header {@code traceparent} has it. */
    public String w3c() {
        return "00-" + traceID + "-" + spanID + (sampling == Sampling.KEEP ? "-01" : "-00");
    }

    /** As the header {@code X-Amzn-Trace-Id} and the attribute {@code AWSTraceHeader} have it. */
    public String xRay() {
        return "Root=1-"
                + traceID.substring(0, TIME_DIGITS)
                + "-"
                + traceID.substring(TIME_DIGITS)
                + ";Parent="
                + spanID
                + switch (sampling) {
                    case KEEP -> ";Sampled=1";
                    case DROP -> ";Sampled=0";
                    case UNDECIDED -> "";
                };
    }
}
