package dev.sluice.ops.cli.faces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.vector.CollectionKey;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A page that shows a face and those like it side by side; it needs no other file. */
record MatchReport(Fleet fleet, CollectionKey collection) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * @param asked the picture that was matched
     * @param document what came of it
     */
    void write(Path to, Path asked, JsonNode document) {
        try {
            byte[] picture = Files.readAllBytes(asked);
            StringBuilder matches = new StringBuilder();
            for (JsonNode match : document.path("face_matches")) {
                matches.append("<li>")
                        .append(
                                figure(
                                        "",
                                        thumbnail(match),
                                        "<strong>%.4f</strong><br>%s"
                                                .formatted(
                                                        match.path("similarity").asDouble(),
                                                        text(match.path("image_key").asText()))))
                        .append("</li>\n");
            }
            int count = document.path("face_matches").size();
            Files.writeString(
                    to,
                    """
                    <!doctype html>
                    <html lang="en"><head><meta charset="utf-8"><title>Faces like one</title>
                    <meta name="viewport" content="width=device-width">
                    <style>
                    body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; color: #222; background: #fff }
                    ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 1.5rem }
                    figure { margin: 0; width: 160px }
                    img, .none { width: 160px; height: 160px; display: block; background: #ddd; border-radius: 4px }
                    figcaption { overflow-wrap: anywhere }
                    .asked img { outline: 3px solid #1a5fb4 }
                    .note { color: #555; max-width: 45rem }
                    </style></head><body>
                    <h1>Faces like one</h1>
                    <p>%s</p>
                    <h2>The face</h2>
                    %s
                    <h2>%s</h2>
                    <ul>
                    %s</ul>
                    <p class="note">%s Method: %s, model version %s. Similarity is (cosine + 1) / 2; at least %s was asked for.
                    This page has pictures of people in it: keep it no longer than you need it.</p>
                    </body></html>
                    """
                            .formatted(
                                    "Collection %s of %s."
                                            .formatted(
                                                    text(collection.collectionID()),
                                                    text(collection.customerID())),
                                    figure(
                                            "asked",
                                            Thumbnail.of(
                                                    picture,
                                                    document.at("/searched_face/bounding_box")),
                                            text(String.valueOf(asked.getFileName()))),
                                    count == 0
                                            ? "No match"
                                            : count == 1 ? "One match" : count + " matches",
                                    matches,
                                    text(document.path("note").asText()),
                                    text(document.path("method").asText()),
                                    text(document.path("modelVersion").asText()),
                                    document.path("threshold").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + to, e);
        }
    }

    private static String figure(String kind, Optional<String> picture, String caption) {
        return "<figure class=\"%s\">%s<figcaption>%s</figcaption></figure>"
                .formatted(
                        kind,
                        picture.map("<img alt=\"\" src=\"%s\">"::formatted)
                                .orElse("<div class=\"none\"></div>"),
                        caption);
    }

    /** Where the face is, the document of the indexed picture says. */
    private Optional<String> thumbnail(JsonNode match) {
        Pipeline indexing = CollectionOptions.indexing(fleet);
        Map<String, String> variables =
                Map.of(
                        "customerID",
                        collection.customerID(),
                        CollectionKey.VARIABLE,
                        collection.collectionID(),
                        "imageKey",
                        match.path("image_key").asText());
        try {
            byte[] picture = read(fleet.settings().bucket(), indexing.match().render(variables));
            JsonNode document =
                    JSON.readTree(
                            read(
                                    fleet.settings().resultBucket(),
                                    indexing.output().json().render(variables)));
            return Thumbnail.of(picture, box(document, match.path("face_id").asText()));
        } catch (SdkException | IOException e) {
            return Optional.empty();
        }
    }

    private static JsonNode box(JsonNode document, String face) {
        for (JsonNode each : document.path("face_records")) {
            if (each.path("face_id").asText().equals(face)) {
                return each.path("bounding_box");
            }
        }
        return MissingNode.getInstance();
    }

    private byte[] read(String bucket, String key) {
        return fleet.clients()
                .s3()
                .getObjectAsBytes(get -> get.bucket(bucket).key(key))
                .asByteArrayUnsafe();
    }

    private static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
