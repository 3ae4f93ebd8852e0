package dev.sluice.ops.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What a browser sends, without the browser. */
final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI url;

    Browser(URI url) {
        this.url = url;
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return http.send(request(path, headers).build(), BodyHandlers.ofString());
    }

    JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return http.send(
                request(path, headers).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    /** As the page itself does. */
    HttpResponse<String> change(String what, String body) throws Exception {
        return post(
                "/api/" + what, body, "X-Sluice-CSRF", json("/api/session").path("csrf").asText());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    static JsonNode read(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    HttpResponse<String> put(String address, byte[] body, JsonNode headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).PUT(BodyPublishers.ofByteArray(body));
        headers.properties()
                .forEach(each -> request.header(each.getKey(), each.getValue().asText()));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
    }
}
