package dev.sluice.ops.cli.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dispatcher.backfill.Listing;
import dev.sluice.ops.fleet.UsageError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a backfill that was stopped goes on. */
class BookmarkTest {
    @TempDir private Path folder;

    @Test
    void itIsFoundAgainUntilAllIsDone() {
        Path file = folder.resolve("state.json");
        Bookmark first = Bookmark.in(file, "s3://pictures/", false);
        assertThat(first.position()).isEqualTo(Listing.START);

        first.at("acme/\"a\" 漢");
        Bookmark second = Bookmark.in(file, "s3://pictures/", false);
        assertThat(second.position()).isEqualTo("acme/\"a\" 漢");

        Bookmark.in(file, "s3://pictures/", true).done();
        assertThat(file).as("a dry run changes nothing").exists();
        second.done();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anothersFileIsLeftAlone() throws IOException {
        Path file = folder.resolve("state.json");
        Bookmark.in(file, "s3://pictures/", false).at("key");

        assertThatThrownBy(() -> Bookmark.in(file, "s3://others/", false))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("is of s3://pictures/, not of s3://others/");
        Files.writeString(file, "notes");
        assertThatThrownBy(() -> Bookmark.in(file, "s3://pictures/", false))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("no state of a backfill");
        assertThat(file).hasContent("notes");
    }
}
