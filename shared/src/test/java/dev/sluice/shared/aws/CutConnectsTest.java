package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.AttributeMap;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

class CutConnectsTest {
    private final AtomicInteger closed = new AtomicInteger();

    private final class Cuts implements SdkHttpClient.Builder<Cuts> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new Cut();
        }
    }

    /** Fails as Apache's client does when it is interrupted while it connects. */
    private final class Cut implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    throw new IllegalStateException("Endpoint not acquired / already released");
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void aCutConnectIsAnIoFailureWhichTheSdkTriesAgain() {
        SdkHttpClient client = new CutConnects.Builder(new Cuts()).build();
        HttpExecuteRequest request =
                HttpExecuteRequest.builder()
                        .request(
                                SdkHttpRequest.builder()
                                        .method(SdkHttpMethod.GET)
                                        .uri(URI.create("http://127.0.0.1:1/"))
                                        .build())
                        .build();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.prepareRequest(request).call())
                .withCauseInstanceOf(IllegalStateException.class);

        client.close();
        assertThat(closed).hasValue(1);
    }
}
