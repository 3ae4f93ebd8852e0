package dev.sluice.worker.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.vector.LocalVectors.Reading;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that writes is killed. */
class KilledIndexTest {
    private static final int READ = 100;

    @TempDir private Path folder;

    /** Writes one picture after another, and says of each when it is taken. */
    static final class Writer {
        public static void main(String[] args) throws IOException {
            FileChannel file = open(Path.of(args[0]));
            LocalVectors vectors = LocalVectors.open(file, People.DIMENSION);
            Reading reading = vectors.reading(People.ALL);
            for (int i = 0; i < READ; i++) {
                reading.take(People.item(People.ALL, i, 0));
            }
            reading.complete();
            for (int i = READ; ; i++) {
                vectors.put(People.item(People.ALL, i, 0));
                System.out.println(i);
            }
        }
    }

    static FileChannel open(Path path) throws IOException {
        return FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Test
    void allThatWasTakenBeforeAProcessWasKilledIsThere() throws Exception {
        Path index = folder.resolve("index");
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                index.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        int last = 0;
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            while (last < 2_000) {
                last = Integer.parseInt(lines.readLine());
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        try (FileChannel file = open(index);
                LocalVectors vectors = LocalVectors.open(file, People.DIMENSION)) {
            assertThat(vectors.count(People.ALL)).isGreaterThanOrEqualTo(last + 1);
            for (int i = 0; i <= last; i += 37) {
                assertThat(vectors.standing(People.key(People.ALL, i, 0))).isPresent();
            }
        }
    }
}
