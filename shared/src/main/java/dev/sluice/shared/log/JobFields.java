package dev.sluice.shared.log;

import ch.qos.logback.classic.spi.ILoggingEvent;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.TraceContext;

import net.logstash.logback.composite.AbstractJsonProvider;

import tools.jackson.core.JsonGenerator;

import java.util.Optional;

/**
 * The members of a line about one job: {@code job}, {@code customer}, {@code pipeline}, {@code
 * generation}; and {@code trace_id} and {@code span_id}, as OpenTelemetry names them, if there is a
 * trace. Lines are written by the thread that logs, so it is asked what it works on.
 */
public final class JobFields extends AbstractJsonProvider<ILoggingEvent> {
    @Override
    public void writeTo(JsonGenerator json, ILoggingEvent event) {
        JobScope scope = JobScope.current();
        Optional<Job> job = scope.job();
        if (job.isPresent()) {
            json.writeStringProperty("job", JobScope.name(job.get()));
            json.writeStringProperty("customer", job.get().customerID());
            json.writeStringProperty("pipeline", job.get().pipeline());
            json.writeStringProperty("generation", job.get().generation().value());
        }
        Optional<TraceContext> trace = scope.context();
        if (trace.isPresent()) {
            json.writeStringProperty("trace_id", trace.get().traceID());
            json.writeStringProperty("span_id", trace.get().spanID());
        }
    }
}
