package dev.sluice.shared.trace;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.trace.Spans.Beginning;
import dev.sluice.shared.trace.Spans.Role;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Spans of the process, if OpenTelemetry's own variables ask for them: dispatch → queue → job, and
 * the job's steps. If none does, nothing of OpenTelemetry is loaded, and trace headers are passed
 * on as they came. Like the log it is the whole process's, so that no code has to be handed it.
 */
public final class Tracing {
    private static volatile Spans spans = Spans.NONE;

    private Tracing() {}

    /**
     * Begins, for a program that has just started.
     *
     * @param service the program's name in traces, unless {@code OTEL_SERVICE_NAME} gives another
     * @throws dev.sluice.shared.config.StartFailure if what the variables ask for cannot be had
     */
    public static void ofProgram(String service, Map<String, String> environment) {
        if (isAskedFor(environment)) {
            use(OpenTelemetrySpans.start(service, environment));
        }
    }

    /** The SDK's own default is to send to this machine, asked or not. */
    static boolean isAskedFor(Map<String, String> environment) {
        String exporter = environment.getOrDefault("OTEL_TRACES_EXPORTER", "");
        boolean named =
                Stream.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
                        .anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
        return (named || !exporter.isBlank())
                && !exporter.strip().equals("none")
                && !environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true");
    }

    static void use(Spans chosen) {
        spans = chosen;
    }

    /** Sends what has ended, before a process is frozen. */
    public static void flush() {
        spans.flush();
    }

    /**
     * Sends what has ended, and records no more. Repeatable: whoever calls second, such as the
     * thread that then ends the process, waits for the first.
     */
    public static synchronized void end() {
        Spans last = spans;
        use(Spans.NONE);
        last.end();
    }

    /**
     * Begins with an event, of which it is not known yet whether a job comes of it.
     *
     * @param from where the event's own trace is
     */
    public static JobScope event(Optional<TraceContext> from) {
        return new JobScope(begin("dispatch", Role.PRODUCER, Optional.empty(), from));
    }

    /** Begins with a job that nobody could do. */
    public static JobScope deadLetter(Job job, Optional<String> header) {
        return of(job, begin("dead letter", Role.CONSUMER, Optional.empty(), parsed(header)));
    }

    /**
     * Begins with a job that was received.
     *
     * @param header of its message
     * @param sent when its message was, by the queue's clock
     * @param queued for how long it waited
     */
    public static JobScope job(Job job, Optional<String> header, Instant sent, Duration queued) {
        Optional<TraceContext> from = parsed(header);
        try (Span queue = begin("queue", Role.CONSUMER, Optional.of(sent), from)) {
            Instant received = sent.plus(queued);
            return of(job, begin("job", Role.CONSUMER, Optional.of(received), queue.context()));
        }
    }

    private static JobScope of(Job job, Span span) {
        JobScope scope = new JobScope(span);
        scope.isAbout(job);
        return scope;
    }

    private static Span begin(
            String name, Role role, Optional<Instant> at, Optional<TraceContext> from) {
        return spans.begin(new Beginning(name, role, at), from);
    }

    private static Optional<TraceContext> parsed(Optional<String> header) {
        return header.flatMap(TraceContext::ofXRay);
    }
}
