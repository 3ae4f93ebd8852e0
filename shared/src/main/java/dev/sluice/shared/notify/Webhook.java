package dev.sluice.shared.notify;

import dev.sluice.shared.notify.AddressGuard.RefusedAddress;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Somebody's HTTPS address: one signed POST for each notification. Redirects are not followed, no
 * proxy is used, cookies are not kept, and of an answer's body little is read.
 */
final class Webhook implements Outlet {
    /** Connections, and calls at the same time. */
    static final int CALLS = 32;

    /** Bytes of an answer's body that are read, for the connection to be of further use. */
    static final int BODY = 4096;

    private static final Timeout CONNECT = Timeout.ofSeconds(2);

    /** Of one call, for a second one to fit into the budget. */
    private static final Duration CALL = Duration.ofSeconds(3);

    /** Proxies and load balancers close idle connections after a minute. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    private final URI url;
    private final Secret secret;
    private final InstantSource clock;
    private final CloseableHttpClient http;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param guard says which addresses may be connected to
     * @param tls says which certificates are good
     */
    Webhook(URI url, Secret secret, AddressGuard guard, InstantSource clock, SSLContext tls) {
        this.url = url;
        this.secret = secret;
        this.clock = clock;
        this.http = client(guard, tls);
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("webhook-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    private static CloseableHttpClient client(AddressGuard guard, SSLContext tls) {
        return HttpClients.custom()
                .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setDnsResolver(guard)
                                .setTlsSocketStrategy(
                                        ClientTlsStrategyBuilder.create()
                                                .setSslContext(tls)
                                                .buildClassic())
                                .setDefaultConnectionConfig(
                                        ConnectionConfig.custom()
                                                .setConnectTimeout(CONNECT)
                                                .setSocketTimeout(Timeout.of(CALL))
                                                .setIdleTimeout(Timeout.of(IDLE.toDuration()))
                                                .build())
                                .setMaxConnTotal(CALLS)
                                .setMaxConnPerRoute(CALLS)
                                .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setConnectionRequestTimeout(CONNECT)
                                .setResponseTimeout(Timeout.of(CALL))
                                .build())
                .setUserAgent("Sluice")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /** Its path may be a secret, too. */
    @Override
    public Channel channel() {
        return new Channel(
                Channel.Kind.WEBHOOK,
                url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()));
    }

    @Override
    public int batch() {
        return 1;
    }

    @Override
    public int calls() {
        return CALLS;
    }

    @Override
    public List<Answer> send(List<Notification> batch, Duration within) {
        Duration time = within.compareTo(CALL) < 0 ? within : CALL;
        return batch.stream().map(each -> post(each, time)).toList();
    }

    private Answer post(Notification notification, Duration within) {
        HttpPost post = new HttpPost(url);
        String body = notification.body();
        post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
        post.setHeader("X-Sluice-Id", notification.id());
        AtomicBoolean late = new AtomicBoolean();
        // The client's own time-outs are for each read: an answer could come a byte at a time.
        ScheduledFuture<?> end =
                timer.schedule(
                        () -> {
                            late.set(true);
                            post.cancel();
                        },
                        within.toMillis(),
                        TimeUnit.MILLISECONDS);
        try {
            List<String> secrets = secret.values();
            if (secrets.isEmpty()) {
                return new Answer.Later("its secret could not be read yet");
            }
            post.setHeader(Signature.HEADER, Signature.of(body, clock.instant(), secrets));
            return answer(status(post), secrets);
        } catch (RefusedAddress | SSLPeerUnverifiedException | SSLHandshakeException e) {
            return new Answer.Closed(why(e));
        } catch (IOException e) {
            return new Answer.Later(
                    late.get() ? "no answer within %d ms".formatted(within.toMillis()) : why(e));
        } finally {
            end.cancel(false);
        }
    }

    /** The answer's status, which is all that counts. */
    private int status(HttpPost post) throws IOException {
        @Nullable Integer status = null;
        try (ClassicHttpResponse response = http.executeOpen(null, post, null)) {
            status = response.getCode();
            if (response.getEntity() != null) {
                InputStream body = response.getEntity().getContent();
                if (body.readNBytes(BODY).length == BODY) {
                    post.cancel(); // else closing it would read the rest
                }
            }
            return status;
        } catch (IOException e) {
            if (status != null) { // a body that breaks off takes nothing back
                return status;
            }
            throw e;
        }
    }

    private Answer answer(int status, List<String> signedWith) {
        String said = "it answered " + status;
        return switch (status / 100) {
            case 2 -> new Answer.Sent();
            case 3 -> new Answer.Closed(said + ", and redirects are not followed");
            case 4 ->
                    switch (status) {
                        case 401, 403 ->
                                secret.refused(signedWith)
                                        ? new Answer.Later(said + "; is its secret a new one?")
                                        : new Answer.Closed(said + "; is its secret ours?");
                        case 404, 410 -> new Answer.Closed(said);
                        case 408, 425, 429 -> new Answer.Later(said);
                        default -> new Answer.Refused(said);
                    };
            default -> new Answer.Later(said);
        };
    }

    private static String why(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        http.close(CloseMode.IMMEDIATE);
    }
}
