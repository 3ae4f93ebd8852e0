package dev.sluice.shared.aws;

import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.TraceContext;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.AttributeMap;

import java.util.Optional;

/**
 * Says with each request made for a job in which trace that is, as X-Ray and W3C write it. Here and
 * not in an interceptor of the SDK, whose signature would cover {@code traceparent}: a proxy on the
 * way that takes part in the trace changes it.
 */
record TracedRequests(SdkHttpClient client) implements SdkHttpClient {
    /** Makes such clients, which the SDK closes with its own. */
    record Builder(SdkHttpClient.Builder<?> builder) implements SdkHttpClient.Builder<Builder> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new TracedRequests(builder.buildWithDefaults(defaults));
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Optional<TraceContext> trace = JobScope.current().context();
        return client.prepareRequest(trace.isEmpty() ? request : traced(request, trace.get()));
    }

    private static HttpExecuteRequest traced(HttpExecuteRequest request, TraceContext trace) {
        SdkHttpRequest said =
                request.httpRequest().toBuilder()
                        .putHeader("X-Amzn-Trace-Id", trace.xRay())
                        .putHeader("traceparent", trace.w3c())
                        .build();
        HttpExecuteRequest.Builder traced =
                HttpExecuteRequest.builder()
                        .request(said)
                        .contentStreamProvider(request.contentStreamProvider().orElse(null));
        request.metricCollector().ifPresent(traced::metricCollector);
        return traced.build();
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
