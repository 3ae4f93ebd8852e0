package dev.sluice.worker.task.splats;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * npm's {@code @playcanvas/splat-transform}, found in {@code PATH} or where {@code SPLAT_TRANSFORM}
 * says.
 */
final class SplatTransform {
    static final String PROGRAM = "splat-transform";

    /** Without a number npm takes 2.7.1 on Node 20, and says nothing. */
    private static final String INSTALL =
            "install it by: npm install -g @playcanvas/splat-transform@3.7.0 (Node 20 or later)";

    private static final int OLDEST = 3;
    private static final Pattern VERSION = Pattern.compile("\\bv?(\\d+)\\.\\d+\\.\\d+");

    private final String program;
    private final PrintStream log;

    /**
     * @param program its name, or where it is
     * @param log for all that it says
     */
    SplatTransform(String program, PrintStream log) {
        this.program = program;
        this.log = log;
    }

    /**
     * Makes it.
     *
     * @param bands of harmonics that are kept
     * @return why there is none, if there is none
     * @throws IOException if the program is there and fails
     */
    Optional<String> sog(Path ply, Path sog, int bands) throws IOException, InterruptedException {
        StringBuilder said = new StringBuilder();
        try {
            run(List.of(program, "--version"), said);
        } catch (IOException e) {
            return Optional.of(
                    "The scene is not compressed, for splat-transform is not installed on this"
                            + " worker; "
                            + INSTALL
                            + ".");
        }
        Matcher version = VERSION.matcher(said);
        if (!version.find() || Integer.parseInt(version.group(1)) < OLDEST) {
            return Optional.of(
                    "The scene is not compressed, for the splat-transform of this worker is not version 3 (it says: %s); %s."
                            .formatted(
                                    said.toString().strip().lines().findFirst().orElse(""),
                                    INSTALL));
        }
        int code =
                run(
                        List.of(
                                program,
                                "-w",
                                "-g",
                                "cpu",
                                ply.toString(),
                                "-H",
                                Integer.toString(bands),
                                sog.toString()),
                        new StringBuilder());
        if (code != 0 || !Files.exists(sog) || Files.size(sog) == 0) {
            throw new IOException("splat-transform ended with " + code);
        }
        return Optional.empty();
    }

    private int run(List<String> command, StringBuilder said)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                log.println(line);
                if (said.length() < 1000) {
                    said.append(line).append('\n');
                }
            }
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }
}
