package dev.sluice.ops.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a PLY says of itself. */
final class PlyHeader {
    private static final String VERTICES = "element vertex ";
    private static final int LONGEST = 1_000; // lines

    private PlyHeader() {}

    /** How many splats there are; empty if it is no PLY. */
    static Optional<Long> vertices(Path ply) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(ply), StandardCharsets.ISO_8859_1))) {
            return lines.lines()
                    .limit(LONGEST)
                    .takeWhile(line -> !line.strip().equals("end_header"))
                    .filter(line -> line.startsWith(VERTICES))
                    .map(line -> Long.valueOf(line.substring(VERTICES.length()).strip()))
                    .findFirst();
        }
    }
}
