package dev.sluice.ops.cli.mend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.dispatcher.backfill.Listing;
import dev.sluice.ops.fleet.UsageError;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How far a backfill is, in a file: {@code {"listing": "s3://pictures/", "position": "acme/…"}}. It
 * is gone when the backfill is done.
 */
final class Bookmark {
    private static final JsonMapper JSON = new JsonMapper();

    /** Empty: nowhere. */
    private final Optional<Path> file;

    private final String listing;
    private final String position;

    private Bookmark(Optional<Path> file, String listing, String position) {
        this.file = file;
        this.listing = listing;
        this.position = position;
    }

    static Bookmark none() {
        return new Bookmark(Optional.empty(), "", Listing.START);
    }

    /**
     * The one in a file, if it is there.
     *
     * @param listing what is listed
     * @param readOnly whether the file stays as it is
     * @throws UsageError if it is another listing's, or none
     */
    static Bookmark in(Path file, String listing, boolean readOnly) {
        return new Bookmark(
                readOnly ? Optional.empty() : Optional.of(file),
                listing,
                Files.exists(file) ? read(file, listing) : Listing.START);
    }

    private static String read(Path file, String listing) {
        try {
            JsonNode stored = JSON.readTree(file.toFile());
            String of = stored.path("listing").asText();
            if (!of.equals(listing)) {
                throw new UsageError(
                        "--resume: %s is of %s, not of %s; name another file"
                                .formatted(file, of.isEmpty() ? "something else" : of, listing));
            }
            return stored.path("position").asText();
        } catch (JsonProcessingException e) {
            throw new UsageError("--resume: %s is no state of a backfill".formatted(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Where to begin. */
    String position() {
        return position;
    }

    void at(String reached) {
        file.ifPresent(path -> write(path, reached));
    }

    private void write(Path path, String reached) {
        try {
            Path next = path.resolveSibling(path.getFileName() + ".next");
            Files.writeString(
                    next,
                    JSON.createObjectNode().put("listing", listing).put("position", reached)
                            + "\n");
            Files.move(
                    next,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    void done() {
        if (file.isPresent()) {
            try {
                Files.deleteIfExists(file.get());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + file.get(), e);
            }
        }
    }
}
