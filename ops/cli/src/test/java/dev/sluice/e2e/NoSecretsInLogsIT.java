package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.aws.AwsClients;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * All that real processes log at {@code debug}, while things go well and while they do not, has
 * nothing in it that opens AWS or shows a customer's picture. Keys and customers' IDs may stand
 * there.
 */
final class NoSecretsInLogsIT {
    private static final String ACCESS_KEY = "AKIAQ2W3E4R5T6Z7U8I9";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
    private static final String SIGNATURE = "9c1a8f0e7d6b5c4a39281706f5e4d3c2";

    private static final String HOOK_SECRET = "whsec-MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** Of a webhook's address, which is as good as a password. */
    private static final String HOOK_TOKEN = "T024BE7LH-B01XV3DLPP2";

    /** Stands in pictures alone: in a comment, a text, a profile's name. */
    private static final String TEXT = "Dear-Ada-this-is-private";

    private static final byte[] PNG = Samples.photo("coffee.png").bytes();
    private static final byte[] JPEG = Samples.leaves().getFirst().bytes();

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void neitherCredentialsNorPresignedUrlsNorAPicturesTextAreLogged(String format)
            throws Exception {
        Path pipelines = Pipes.classifier(Pipes.repository(), "private");
        try (Stack stack = Stack.take();
                AwsClients aws = stack.clients();
                SigningProxy signing = new SigningProxy(stack.environment(pipelines, Map.of()));
                HttpProxy s3 = new HttpProxy(signing.endpoint());
                SimulatedReceiver receiver = new SimulatedReceiver()) {
            stack.provision(pipelines);
            Customer customer = new Customer(aws, stack.settings(pipelines));
            Map<String, String> more = new HashMap<>();
            more.put("SLUICE_LOG", format);
            more.put("SLUICE_LOG_LEVEL", "debug");
            more.put("AWS_ACCESS_KEY_ID", ACCESS_KEY);
            more.put("AWS_SECRET_ACCESS_KEY", SECRET);
            more.put("AWS_SESSION_TOKEN", TOKEN);
            more.put("AWS_ENDPOINT_URL_S3", s3.endpoint());
            more.put("HOOK_SECRET", HOOK_SECRET);
            more.put("SLUICE_CONFIG", receiver.config().toString());
            Map<String, String> environment = stack.environment(pipelines, more);
            s3.refuse(call -> call.operation().equals("GetObject"));
            try (Program dispatcher =
                            Program.start(environment, "dispatcher").await("Dispatcher polls");
                    Program worker = Program.worker(environment)) {
                sendNoEvent(aws, stack.settings(pipelines).queuePrefix() + "-events");
                Map<String, String> metadata = Map.of("caption", TEXT);
                customer.put(customer.key("private", "commented"), commented(), metadata);
                customer.put(customer.key("private", "cut"), cut(), metadata);
                customer.put(customer.key("private", "profiled"), profiled(), metadata);
                customer.put(customer.key("private", "none"), TEXT.getBytes(), metadata);
                worker.await("will be tried again");
                s3.letGo();
                customer.awaitAllSettled(4);
                worker.await("completed " + customer.id());
                worker.await("redirects are not followed");
                worker.await("failed " + customer.id());
                dispatcher.await("Not an S3 event");
                dispatcher.await("dispatched " + customer.id());
                worker.terminate();
                dispatcher.terminate();
                assertThat(worker.exitCode()).isZero();
                assertThat(dispatcher.exitCode()).isZero();
                purge(aws, stack.settings(pipelines).queuePrefix() + "-events");
                assertThat(worker.output() + dispatcher.output())
                        .contains(customer.id() + "/private/profiled.png")
                        .contains("X-Amz-Signature=***")
                        .doesNotContain(ACCESS_KEY, SECRET, TOKEN, SIGNATURE)
                        .doesNotContain(HOOK_SECRET, HOOK_TOKEN)
                        .doesNotContain(TEXT);
            }
        }
    }

    /** A webhook that sends its callers elsewhere, which they tell in their logs. */
    private static final class SimulatedReceiver implements AutoCloseable {
        private final HttpServer server;

        SimulatedReceiver() throws IOException {
            InetAddress here = InetAddress.getLoopbackAddress();
            server = HttpServer.create(new InetSocketAddress(here, 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        exchange.getRequestBody().readAllBytes();
                        exchange.getResponseHeaders()
                                .set("Location", "https://elsewhere/?X-Amz-Signature=" + SIGNATURE);
                        exchange.sendResponseHeaders(302, -1);
                        exchange.close();
                    });
            server.start();
        }

        Path config() throws IOException {
            Path config = Files.createTempFile("sluice", ".yaml");
            Files.writeString(
                    config,
                    """
                    worker: {pollWait: 1s}
                    notify:
                      default:
                        webhook:
                          url: "http://127.0.0.1:%d/%s?key=%s"
                          secret: env:HOOK_SECRET
                          allowLoopback: true
                    """
                            .formatted(server.getAddress().getPort(), HOOK_TOKEN, HOOK_TOKEN));
            return config;
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** What somebody may send into the wrong queue. */
    private static void sendNoEvent(AwsClients aws, String queue) {
        String url = aws.settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        String body =
                "{\"download\": \"https://pictures.s3.amazonaws.com/a.jpg?X-Amz-Credential=%s"
                                .formatted(ACCESS_KEY)
                        + "%2F20261130&X-Amz-Security-Token="
                        + TOKEN
                        + "&X-Amz-Signature="
                        + SIGNATURE
                        + "\"}";
        aws.settling().sendMessage(send -> send.queueUrl(url).messageBody(body));
    }

    /**
     * Else what is no event comes back for ten minutes, and the next test's queue is never empty.
     */
    private static void purge(AwsClients aws, String queue) {
        String url = aws.settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        aws.settling().purgeQueue(purge -> purge.queueUrl(url));
    }

    /** A comment behind the start of image, and an EXIF-like segment. */
    private static byte[] commented() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(JPEG, 0, 2);
        bytes.writeBytes(segment(0xFE, TEXT));
        bytes.writeBytes(segment(0xE1, "http://ns.adobe.com/xap/1.0/\0" + TEXT));
        bytes.write(JPEG, 2, JPEG.length - 2);
        return bytes.toByteArray();
    }

    /** The same, whose data ends half-way. */
    private static byte[] cut() throws IOException {
        byte[] all = commented();
        return Arrays.copyOf(all, all.length / 2);
    }

    private static byte[] segment(int marker, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeShort(0xFF00 | marker);
        data.writeShort(text.length() + 2);
        data.write(text.getBytes(StandardCharsets.ISO_8859_1));
        return bytes.toByteArray();
    }

    /** With a text, and a broken profile, whose name a library shows in its warning. */
    private static byte[] profiled() throws IOException {
        int header = 8 + 25; // signature and IHDR
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(PNG, 0, header);
        bytes.writeBytes(chunk("tEXt", "Comment\0" + TEXT));
        bytes.writeBytes(chunk("iCCP", TEXT + "\0\0" + packed(new byte[200])));
        bytes.write(PNG, header, PNG.length - header);
        return bytes.toByteArray();
    }

    private static String packed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream packing = new DeflaterOutputStream(bytes)) {
            packing.write(content);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] chunk(String type, String text) throws IOException {
        byte[] content = (type + text).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 sum = new CRC32();
        sum.update(content);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeInt(content.length - 4);
        data.write(content);
        data.writeInt((int) sum.getValue());
        return bytes.toByteArray();
    }
}
