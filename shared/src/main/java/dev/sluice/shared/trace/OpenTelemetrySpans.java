package dev.sluice.shared.trace;

import dev.sluice.shared.config.StartFailure;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Spans as OpenTelemetry's SDK records and sends them. They are sent by threads of its own, in
 * batches; while nobody takes them they are dropped, and no job waits.
 */
final class OpenTelemetrySpans implements Spans {
    /** The least that the SDK itself lets a batch take by default is 10 s; a drain has less. */
    private static final long FLUSH_SECONDS = 5;

    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    OpenTelemetrySpans(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("dev.sluice");
    }

    static Spans start(String service, Map<String, String> environment) {
        OpenTelemetryLog.join();
        try {
            return new OpenTelemetrySpans(
                    AutoConfiguredOpenTelemetrySdk.builder()
                            .disableShutdownHook() // it would not wait for the drain
                            .addPropertiesSupplier(() -> properties(environment))
                            .addResourceCustomizer((given, _) -> named(given, service))
                            .build()
                            .getOpenTelemetrySdk()
                            .getSdkTracerProvider());
        } catch (RuntimeException e) {
            throw new StartFailure(
                    "OpenTelemetry does not start with the OTEL_ variables given: %s. Spans are sent by OTLP over HTTP (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf); OTEL_TRACES_EXPORTER=none turns them off."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** The SDK's names for the variables, under those of the process, which it reads by itself. */
    private static Map<String, String> properties(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        properties.put("otel.exporter.otlp.protocol", "http/protobuf");
        properties.put("otel.metrics.exporter", "none");
        properties.put("otel.logs.exporter", "none");
        environment.forEach(
                (name, value) -> {
                    if (name.startsWith("OTEL_")) {
                        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
                    }
                });
        return properties;
    }

    private static Resource named(Resource given, String service) {
        String name = String.valueOf(given.getAttribute(SERVICE));
        return name.startsWith("unknown_service")
                ? given.merge(Resource.create(Attributes.of(SERVICE, service)))
                : given;
    }

    @Override
    public Span begin(Beginning beginning, Optional<TraceContext> from) {
        SpanBuilder builder =
                tracer.spanBuilder(beginning.name())
                        .setSpanKind(SpanKind.valueOf(beginning.role().name()))
                        .setParent(from.map(OpenTelemetrySpans::parent).orElse(Context.root()));
        beginning.at().ifPresent(builder::setStartTimestamp);
        return new Recorded(tracer, builder.startSpan());
    }

    /** Where nobody has decided, the trace is kept: somebody asked for spans. */
    private static Context parent(TraceContext from) {
        TraceFlags flags =
                from.sampling() == TraceContext.Sampling.DROP
                        ? TraceFlags.getDefault()
                        : TraceFlags.getSampled();
        return Context.root()
                .with(
                        io.opentelemetry.api.trace.Span.wrap(
                                SpanContext.createFromRemoteParent(
                                        from.traceID(),
                                        from.spanID(),
                                        flags,
                                        TraceState.getDefault())));
    }

    private record Recorded(Tracer tracer, io.opentelemetry.api.trace.Span span) implements Span {
        @Override
        public Optional<TraceContext> context() {
            SpanContext at = span.getSpanContext();
            return Optional.of(
                    new TraceContext(
                            at.getTraceId(),
                            at.getSpanId(),
                            at.isSampled()
                                    ? TraceContext.Sampling.KEEP
                                    : TraceContext.Sampling.DROP));
        }

        @Override
        public Span child(String name) {
            return new Recorded(
                    tracer,
                    tracer.spanBuilder(name).setParent(Context.root().with(span)).startSpan());
        }

        @Override
        public void tell(String what, String value) {
            span.setAttribute(what, value);
        }

        @Override
        public void failed(String why) {
            span.setStatus(StatusCode.ERROR, why);
        }

        @Override
        public void close() {
            span.end();
        }
    }

    @Override
    public void flush() {
        provider.forceFlush().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void end() {
        provider.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }
}
