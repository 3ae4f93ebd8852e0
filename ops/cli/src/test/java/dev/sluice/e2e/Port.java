package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program's port for health and metrics, asked as its supervisor would ask. */
record Port(String url) {
    private static final Pattern SAID =
            Pattern.compile("tells health and metrics at (http://\\S+)");

    /** Where a program's log says that it is. */
    static Port of(Program program) {
        program.await("tells health and metrics at ");
        Matcher said = SAID.matcher(program.output());
        if (!said.find()) {
            throw new AssertionError(program.output());
        }
        return new Port(said.group(1));
    }

    HttpResponse<String> get(String path) {
        return get(path, "*/*");
    }

    HttpResponse<String> get(String path, String accept) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url + path)).header("Accept", accept).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code 200 {"ok":true,…}}. */
    String health(String which) {
        HttpResponse<String> answer = get("/health/" + which);
        return answer.statusCode() + " " + answer.body();
    }

    String metrics() {
        return get("/metrics").body();
    }

    /**
     * The value of one sample, by its name and labels as they are written; NaN if it is not there.
     */
    double metric(String sample) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }
}
