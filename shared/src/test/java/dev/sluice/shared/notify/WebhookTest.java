package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.HttpsReceiver;
import dev.sluice.testing.HttpsReceiver.Request;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.SSLContext;

/** Against a real HTTPS server. */
@Timeout(300)
class WebhookTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    /** For calls that are to be answered, on the slowest machine too. */
    private static final Duration PATIENT = Duration.ofMinutes(2);

    private final HandSetClock clock = new HandSetClock();
    private final HttpsReceiver receiver = HttpsReceiver.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(receiver));
    private String stored = "whsec";
    private final Secret secret =
            new Secret(
                    SecretName.parse("env:HOOK").orElseThrow(),
                    stored,
                    () -> stored,
                    Runnable::run,
                    clock);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Webhook webhook(URI url, AddressGuard guard, SSLContext tls) {
        Webhook webhook = new Webhook(url, secret, guard, InstantSource.fixed(NOW), tls);
        open.addFirst(webhook);
        return webhook;
    }

    private Webhook webhook() {
        return webhook(receiver.url(), guard(true), receiver.trusting());
    }

    private static AddressGuard guard(boolean loopback) {
        return new AddressGuard(List.of(), loopback, SystemDefaultDnsResolver.INSTANCE);
    }

    private static Answer send(Webhook webhook) {
        return webhook.send(List.of(Told.completed("scan-1")), PATIENT).getFirst();
    }

    private void answer(int status) {
        receiver.answering = exchange -> exchange.sendResponseHeaders(status, -1);
    }

    @Test
    void aNotificationIsPostedWithItsIdAndSignature() {
        assertThat(send(webhook())).isEqualTo(new Answer.Sent());

        Request request = receiver.requests().getFirst();
        Notification told = Told.completed("scan-1");
        assertThat(request.body()).isEqualTo(told.body());
        assertThat(request.header("X-Sluice-Id")).isEqualTo(told.id());
        assertThat(request.header("Content-Type")).startsWith("application/json");
        assertThat(request.header("User-Agent")).isEqualTo("Sluice");
        assertThat(request.header("X-Sluice-Signature"))
                .isEqualTo(Signature.of(told.body(), NOW, List.of("whsec")));
    }

    @ParameterizedTest
    @CsvSource({
        "200, Sent",
        "202, Sent",
        "400, Refused",
        "404, Closed",
        "408, Later",
        "410, Closed",
        "413, Refused",
        "422, Refused",
        "429, Later",
        "500, Later",
        "503, Later",
    })
    void aStatusSaysWhetherAnotherTryMakesSense(int status, String answer) {
        answer(status);

        assertThat(send(webhook()).getClass().getSimpleName()).isEqualTo(answer);
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void aRedirectIsNotFollowedAndSaysSo() {
        receiver.answering =
                exchange -> {
                    exchange.getResponseHeaders()
                            .set("Location", "https://localhost:%d/".formatted(receiver.port()));
                    exchange.sendResponseHeaders(307, -1);
                };

        assertThat(send(webhook()))
                .isEqualTo(new Answer.Closed("it answered 307, and redirects are not followed"));
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void whoHangsIsCutOff() {
        CountDownLatch end = new CountDownLatch(1);
        open.addFirst(end::countDown);
        receiver.answering =
                exchange -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };

        Answer answer =
                webhook()
                        .send(List.of(Told.completed("scan-1")), Duration.ofMillis(700))
                        .getFirst();

        assertThat(answer).isInstanceOf(Answer.Later.class);
    }

    /** The receiver writes until somebody closes the connection; that ends this test. */
    @Test
    void anAnswerWithoutEndIsReadInPartAndCounts() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        receiver.answering =
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] junk = new byte[Webhook.BODY];
                    try {
                        while (true) {
                            exchange.getResponseBody().write(junk);
                        }
                    } finally {
                        closed.countDown();
                    }
                };

        assertThat(send(webhook())).isEqualTo(new Answer.Sent());
        closed.await();
    }

    @Test
    void aPrivateAddressIsNotConnectedTo() {
        Webhook webhook = webhook(receiver.url(), guard(false), receiver.trusting());

        assertThat(send(webhook))
                .isInstanceOfSatisfying(
                        Answer.Closed.class,
                        closed -> assertThat(closed.why()).contains("is no public address"));
        URI literal = URI.create("https://127.0.0.1:" + receiver.port());
        assertThat(send(webhook(literal, guard(false), receiver.trusting())))
                .isInstanceOfSatisfying(
                        Answer.Closed.class,
                        closed -> assertThat(closed.why()).contains("is no public address"));
        assertThat(receiver.requests()).isEmpty();
    }

    /** What is checked is what is connected to: the name is looked up once, by the guard. */
    @Test
    void theAddressThatWasCheckedIsTheOneConnectedTo() {
        List<String> asked = new ArrayList<>();
        DnsResolver names =
                new DnsResolver() {
                    @Override
                    public InetAddress[] resolve(String host) {
                        asked.add(host);
                        return new InetAddress[] {InetAddress.getLoopbackAddress()};
                    }

                    @Override
                    public String resolveCanonicalHostname(String host) {
                        asked.add("canonical " + host);
                        return host;
                    }
                };
        URI url = URI.create("https://hook.example:" + receiver.port() + "/");

        assertThat(
                        send(
                                webhook(
                                        url,
                                        new AddressGuard(List.of(), true, names),
                                        receiver.trusting())))
                .isEqualTo(new Answer.Sent());
        assertThat(asked).containsExactly("hook.example");
        assertThat(receiver.requests().getFirst().header("Host"))
                .isEqualTo("hook.example:" + receiver.port());
    }

    @Test
    void aCertificateThatNobodyKnowsIsRefused() throws NoSuchAlgorithmException {
        assertThat(send(webhook(receiver.url(), guard(true), SSLContext.getDefault())))
                .isInstanceOfSatisfying(
                        Answer.Closed.class,
                        closed -> assertThat(closed.why()).startsWith("SSLHandshakeException"));
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        DnsResolver names =
                new DnsResolver() {
                    @Override
                    public InetAddress[] resolve(String host) {
                        return new InetAddress[] {InetAddress.getLoopbackAddress()};
                    }

                    @Override
                    public String resolveCanonicalHostname(String host) {
                        return host;
                    }
                };
        URI url = URI.create("https://other.example:" + receiver.port() + "/");

        assertThat(
                        send(
                                webhook(
                                        url,
                                        new AddressGuard(List.of(), true, names),
                                        receiver.trusting())))
                .isInstanceOf(Answer.Closed.class);
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void nobodyThereIsAnotherTry() {
        Webhook webhook = webhook();
        receiver.close();

        assertThat(send(webhook)).isInstanceOf(Answer.Later.class);
    }

    @Test
    void aChangedSecretIsTakenUpWhenTheReceiverRefusesTheOld() {
        answer(401);
        Webhook webhook = webhook();
        assertThat(send(webhook)).as("just read").isInstanceOf(Answer.Later.class);
        clock.advance(Secret.SOONEST);
        assertThat(send(webhook)).as("unchanged").isInstanceOf(Answer.Closed.class);

        stored = "newer";
        assertThat(send(webhook)).as("not looked at yet").isInstanceOf(Answer.Later.class);
        clock.advance(Secret.SOONEST);
        assertThat(send(webhook)).as("changed").isInstanceOf(Answer.Later.class);
        answer(200);
        assertThat(send(webhook)).isEqualTo(new Answer.Sent());

        assertThat(receiver.requests().getLast().header("X-Sluice-Signature"))
                .isEqualTo(
                        Signature.of(
                                Told.completed("scan-1").body(), NOW, List.of("newer", "whsec")));
    }

    @Test
    void neitherPathNorQueryNorSecretIsSaid() {
        Webhook webhook = webhook();
        receiver.close();

        assertThat(webhook.channel()).hasToString("webhook localhost:" + receiver.port());
        assertThat(send(webhook).toString()).doesNotContain("s3cr3t").doesNotContain("whsec");
    }
}
