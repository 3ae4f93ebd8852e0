package dev.sluice.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class PictureFilesTest {
    @TempDir private Path folder;

    @Test
    void foldersGiveTheirPicturesAndSayWhatTheySkip() throws IOException {
        Path jpg = file("b.JPG");
        Path deep = file("sub/a.png");
        Path text = file("notes.txt");
        file(".hidden.png");
        file(".git/x.png");

        PictureFiles files =
                PictureFiles.in(
                        List.of(folder), name -> List.of("jpg", "png").contains(name.extension()));

        assertThat(files.taken()).containsExactly(jpg, deep);
        assertThat(files.skipped()).containsExactly(text);
    }

    @Test
    void aNamedFileIsTakenWhateverItIs() throws IOException {
        Path text = file("notes.txt");
        assertThat(PictureFiles.in(List.of(text), name -> false).taken()).containsExactly(text);
    }

    @Test
    void aMissingFileIsTheUsersMistake() {
        Path missing = folder.resolve("none.jpg");
        assertThatThrownBy(() -> PictureFiles.in(List.of(missing), name -> true))
                .isInstanceOf(UsageError.class)
                .hasMessage("there is no file or folder " + missing);
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }
}
