package dev.sluice.ops.dashboard.read;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks programs for their metrics; one that does not answer is left out. */
final class Scraper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scraper.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .executor(Runnable::run) // the answers are small texts
                    .build();
    private final List<URI> probes;

    Scraper(List<URI> probes) {
        this.probes = List.copyOf(probes);
    }

    /** By address. */
    Map<URI, Exposition> scrape() {
        Map<URI, CompletableFuture<Exposition>> asked = new HashMap<>();
        for (URI probe : probes) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(probe + "/metrics"))
                            .header("Accept", "text/plain")
                            .timeout(PATIENCE)
                            .build();
            asked.put(
                    probe,
                    http.sendAsync(request, BodyHandlers.ofString())
                            .thenApply(
                                    answer ->
                                            answer.statusCode() == OK
                                                    ? Exposition.of(answer.body())
                                                    : Exposition.NONE));
        }
        Map<URI, Exposition> told = new HashMap<>();
        asked.forEach(
                (probe, answer) -> {
                    try {
                        told.put(probe, answer.join());
                    } catch (CompletionException e) {
                        if (!(e.getCause() instanceof IOException)) {
                            throw e;
                        }
                        log.debug("{} tells no metrics", probe, e);
                    }
                });
        return told;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
