package dev.sluice.shared.aws;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

import java.io.IOException;

/**
 * Makes an attempt that is cut off while it connects an ordinary failure. When the SDK's attempt
 * time-out interrupts Apache's client there, that throws an {@link IllegalStateException}
 * ("Endpoint not acquired / already released"), which the SDK neither takes for its time-out nor
 * tries again; an {@link IOException} it does.
 */
record CutConnects(SdkHttpClient client) implements SdkHttpClient {
    /** Makes such clients, which the SDK closes with its own. */
    record Builder(SdkHttpClient.Builder<?> builder) implements SdkHttpClient.Builder<Builder> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new CutConnects(builder.buildWithDefaults(defaults));
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try {
                    return prepared.call();
                } catch (IllegalStateException e) {
                    throw new IOException("the attempt was cut off", e);
                }
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
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
