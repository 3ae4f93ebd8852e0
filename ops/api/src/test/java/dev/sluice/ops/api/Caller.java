package dev.sluice.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Somebody with a token and nothing else. */
record Caller(URI url, String token) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /**
     * What was answered.
     *
     * @param json missing if there was no body
     */
    record Told(HttpResponse<String> response, JsonNode json) {
        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Told get(String path) throws Exception {
        return send("GET", path, BodyPublishers.noBody());
    }

    Told post(String path, String body) throws Exception {
        return send("POST", path, BodyPublishers.ofString(body));
    }

    Told delete(String path) throws Exception {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    Told send(String method, String path, BodyPublisher body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).method(method, body);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return told(HTTP.send(request.build(), BodyHandlers.ofString()));
    }

    /** To the store. */
    static HttpResponse<byte[]> put(String address, byte[] body, JsonNode headers)
            throws Exception {
        return HTTP.send(
                with(headers, address).PUT(BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofByteArray());
    }

    /** From the store. */
    static HttpResponse<byte[]> fetch(JsonNode link) throws Exception {
        return HTTP.send(
                with(link.path("headers"), link.path("href").asText()).build(),
                BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder with(JsonNode headers, String address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        headers.properties()
                .forEach(each -> request.header(each.getKey(), each.getValue().asText()));
        return request;
    }

    private static Told told(HttpResponse<String> response) throws IOException {
        return new Told(response, JSON.readTree(response.body()));
    }
}
