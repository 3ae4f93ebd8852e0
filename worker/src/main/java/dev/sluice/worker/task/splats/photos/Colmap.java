package dev.sluice.worker.task.splats.photos;

import dev.sluice.worker.task.splats.stage.Progress;
import dev.sluice.worker.task.splats.stage.Refusal;
import dev.sluice.worker.task.splats.stage.StageProgram;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian's {@code colmap} 3.8, a command at a time. Its exit codes tell little: the mapper's is 1
 * for photos that have nothing in common, and extraction's 0 for a folder of texts. So whoever asks
 * counts what came out.
 */
final class Colmap {
    static final String PROGRAM = "colmap";

    private static final Pattern COUNT = Pattern.compile("\\[(\\d+)/(\\d+)[,\\]]");

    private final String program;
    private final Path folder;
    private final PrintStream log;

    /**
     * @param program its name, or where it is
     * @param folder where it works
     * @param log for all that it says
     */
    Colmap(String program, Path folder, PrintStream log) {
        this.program = program;
        this.folder = folder;
        this.log = log;
    }

    /**
     * Runs it to its end.
     *
     * @param line is given each line it prints
     * @return its exit code
     * @throws Refusal if it is not installed
     */
    int run(List<String> arguments, Consumer<String> line)
            throws Refusal, IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("QT_QPA_PLATFORM", "offscreen"); // there may be no display
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Process process = start(builder);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String said = out.readLine(); said != null; said = out.readLine()) {
                log.println(said);
                line.accept(said);
            }
            return process.waitFor();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(ProcessBuilder builder) throws Refusal {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new Refusal(
                    StageProgram.MISSING,
                    "The program %s cannot be started on this worker (%s); install COLMAP there, on Debian and Ubuntu by: apt-get install colmap, and resume the job."
                            .formatted(program, e.getMessage()));
        }
    }

    /** Its progress, where a line ends in such as {@code [3/16]}. */
    static void counted(String line, Progress progress, double from, double to, String what) {
        Matcher m = COUNT.matcher(line);
        if (m.find()) {
            double n = Double.parseDouble(m.group(1));
            double of = Double.parseDouble(m.group(2));
            progress.at(from + (to - from) * n / Math.max(1, of), what);
        }
    }
}
