package dev.sluice.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A real HTTPS server on this machine, with a certificate that is made for it, signed by nobody,
 * for {@code localhost}, {@code hook.example} and 127.0.0.1.
 */
public final class HttpsReceiver implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final Path keys;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What it answers. */
    public volatile Answering answering = exchange -> exchange.sendResponseHeaders(204, -1);

    /** Sends the answer to a request that has been read. */
    public interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    /**
     * What came.
     *
     * @param headers by their names in any case
     */
    public record Request(Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private HttpsReceiver(Path keys, HttpsServer server) {
        this.keys = keys;
        this.server = server;
    }

    /** Starts one at a free port. */
    public static HttpsReceiver start() {
        try {
            Path keys = Files.createTempDirectory("receiver").resolve("keys.p12");
            makeKeys(keys);
            HttpsServer server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            HttpsReceiver receiver = new HttpsReceiver(keys, server);
            server.setHttpsConfigurator(new HttpsConfigurator(receiver.context(true)));
            server.setExecutor(receiver.threads);
            server.createContext("/", receiver::receive);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void makeKeys(Path keys) throws IOException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "receiver",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,dns:hook.example,ip:127.0.0.1",
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                keys.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        try (InputStream said = keytool.getInputStream()) {
            String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed: " + text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What a client needs to take the certificate for good. */
    public SSLContext trusting() {
        return context(false);
    }

    /** Options of a JVM that takes the certificate for good. */
    public String trustOptions() {
        return "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
                .formatted(keys, PASSWORD);
    }

    private SSLContext context(boolean asServer) {
        try {
            KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
            KeyManagerFactory own =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(store, PASSWORD.toCharArray());
            TrustManagerFactory trusted =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(asServer ? own.getKeyManagers() : null, trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no TLS with " + keys, e);
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name, values.getFirst()));
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(headers, body));
            answering.answer(exchange);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** By the name of this machine. */
    public URI url() {
        return URI.create("https://localhost:" + port() + "/hook/path-s3cr3t?token=query-s3cr3t");
    }

    /** All that came so far, in order. */
    public List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
