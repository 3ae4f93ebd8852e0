/// usr/bin/env jbang "$0" "$@" ; exit $?
// DEPS com.fasterxml.jackson.core:jackson-databind:2.22.0

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Uploads a file by Sluice's HTTP API, waits for its result and prints it.
 *
 * <pre>
 * export SLUICE_API_URL=http://127.0.0.1:8490 SLUICE_API_TOKEN=sluice_…
 * java -cp 'jackson/*' SluiceClient.java cat.jpg moderation
 * </pre>
 *
 * Needs Java 17 or later and Jackson; JBang brings that itself. Exit code 1: the job failed, 3: the
 * API refused.
 */
public final class SluiceClient {
    private static final int TRIES = 5;
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    public SluiceClient(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /** Sends a file, and returns the address at which its job is asked for. */
    public String upload(Path file, String pipeline) throws IOException, InterruptedException {
        Map<String, Object> wish =
                Map.of(
                        "pipeline", pipeline,
                        "name", file.getFileName().toString(),
                        "size", Files.size(file));
        JsonNode upload = body(call("POST", "/v1/uploads", wish));
        if (upload.has("url")) {
            send(upload.path("url").asText(), BodyPublishers.ofFile(file), upload.path("headers"));
        } else {
            try (InputStream content = Files.newInputStream(file)) {
                for (JsonNode part : upload.path("parts")) {
                    byte[] bytes = content.readNBytes(upload.path("partSize").asInt());
                    send(part.asText(), BodyPublishers.ofByteArray(bytes), JSON.createObjectNode());
                }
            }
            call(
                    "POST",
                    "/v1/uploads/complete",
                    Map.of("key", upload.path("key"), "uploadID", upload.path("uploadID")));
        }
        return upload.path("job").asText();
    }

    /** Waits until a job is settled. The API answers at the latest after 25 s, so ask again. */
    public JsonNode await(String job, Duration longest) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(longest);
        while (true) {
            HttpResponse<byte[]> answer =
                    call("GET", job + (job.contains("?") ? "&" : "?") + "wait=25", null);
            if (answer.statusCode() == 200) {
                return body(answer);
            }
            if (Instant.now().isAfter(end)) {
                throw new IOException(job + " is still " + body(answer).path("status").asText());
            }
        }
    }

    /** The result of a completed job. In a pack it is some bytes of a larger object. */
    public JsonNode result(JsonNode job) throws IOException, InterruptedException {
        JsonNode link = job.path("links").path("result");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(link.path("href").asText()));
        with(request, link.path("headers"));
        InputStream content =
                new ByteArrayInputStream(
                        good(http.send(request.build(), BodyHandlers.ofByteArray())).body());
        return JSON.readTree(link.has("encoding") ? new GZIPInputStream(content) : content);
    }

    private HttpResponse<byte[]> call(String method, String path, Map<String, ?> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Authorization", "Bearer " + token)
                        .timeout(Duration.ofSeconds(40));
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        }
        for (int left = TRIES - 1; ; left--) {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            boolean later = answer.statusCode() == 429 || answer.statusCode() == 503;
            if (!later || left == 0) {
                return good(answer);
            }
            Thread.sleep(1000 * answer.headers().firstValueAsLong("Retry-After").orElse(1));
        }
    }

    private void send(String address, BodyPublisher content, JsonNode headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address)).PUT(content);
        with(request, headers);
        good(http.send(request.build(), BodyHandlers.ofByteArray()));
    }

    private static void with(HttpRequest.Builder request, JsonNode headers) {
        headers.properties()
                .forEach(each -> request.header(each.getKey(), each.getValue().asText()));
    }

    private static HttpResponse<byte[]> good(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() >= 300) {
            throw new IOException(
                    "%s: %d %s"
                            .formatted(
                                    answer.uri().getPath(),
                                    answer.statusCode(),
                                    new String(answer.body())));
        }
        return answer;
    }

    private static JsonNode body(HttpResponse<byte[]> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2) {
            System.err.println("java SluiceClient.java FILE PIPELINE");
            System.exit(2);
        }
        SluiceClient sluice =
                new SluiceClient(
                        System.getenv("SLUICE_API_URL"), System.getenv("SLUICE_API_TOKEN"));
        try {
            String address = sluice.upload(Path.of(arguments[0]), arguments[1]);
            JsonNode job = sluice.await(address, Duration.ofMinutes(10));
            if (job.path("status").asText().equals("completed")) {
                System.out.println(sluice.result(job));
                return;
            }
            System.err.println(
                    job.path("reasonCode").asText() + ": " + job.path("reason").asText());
            System.exit(1);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(3);
        }
    }
}
